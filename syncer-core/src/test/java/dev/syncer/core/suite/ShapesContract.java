package dev.syncer.core.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.Filter;
import dev.syncer.api.User;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.model.Registry;
import dev.syncer.core.shape.ShapeRequest;
import dev.syncer.rpc.ValidationException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What a subscription sees: its filter, its fields, its window, and at any time no more than its
 * user may. A store passes it as a subclass.
 */
public abstract class ShapesContract extends ShapesContractRights {
  @Test
  void fields_thatWereNotAskedFor_areNeitherShownNorAReason() {
    Client max = client(manager);
    max.subscribe(
        new ShapeRequest(
            get(Registry.class).model("shop.order").orElseThrow(),
            Filter.all(),
            List.of("rank"),
            List.of(),
            null));

    long order = create("shop.order", v("name", "A", "rank", 1));
    write("shop.order", order, v("team", 9));
    write("shop.order", order, v("team", 8, "rank", 2));

    assertThat(max.told()).containsExactly("create A", "write A {\"rank\":2}");
  }

  @Test
  void field_thatIsHidden_isNeitherShownNorAReason() {
    Client cleo = client(clerk);
    cleo.subscribe(all("shop.order"));

    long order = create("shop.order", v("name", "A", "team", 1, "margin", 5));
    write("shop.order", order, v("margin", 6));
    write("shop.order", order, v("margin", 7, "rank", 2));
    get(Broker.class).flushed().toCompletableFuture().join();
    List<JsonNode> notifications = cleo.outlet.notifications();
    List<String> told = cleo.told();

    assertThat(told).containsExactly("create A", "write A {\"rank\":2}");
    assertThat(notifications.toString()).contains("rank").doesNotContain("margin");
  }

  @Test
  void rule_limitsWhatIsSeen_alsoOfTheSameShape() {
    Client cleo = client(clerk);
    Client max = client(manager);
    cleo.subscribe(all("shop.order"));
    max.subscribe(all("shop.order"));

    create("shop.order", v("name", "A", "team", 1));
    long other = create("shop.order", v("name", "B", "team", 2));
    run(unit -> unit.model("shop.order").unlink(other));

    assertThat(cleo.told()).containsExactly("create A");
    assertThat(max.told()).containsExactly("create A", "create B", "unlink B");
  }

  @Test
  void contains_followsTheListOfAManyToMany() {
    Client max = client(manager);
    max.subscribe(request("shop.order", Filter.where("member_ids", "contains", clerk)));
    long order = create("shop.order", v("name", "A"));

    write("shop.order", order, v("member_ids", List.of(List.of("link", clerk))));
    write("shop.order", order, v("member_ids", List.of(List.of("link", manager))));
    write("shop.order", order, v("member_ids", List.of(List.of("unlink", clerk))));

    assertThat(max.told())
        .containsExactly(
            "create A",
            "write A {\"member_ids\":[" + clerk + "," + manager + "]}",
            "unlink A left");
  }

  @Test
  void window_isKeptFull_byTheRecordsThatMoveUp() {
    Client max = client(manager);
    List<Long> ids = new ArrayList<>();
    for (int rank = 1; rank <= 60; rank++) {
      ids.add(create("shop.order", v("name", "O" + rank, "rank", rank)));
    }
    max.subscribe(
        new ShapeRequest(
            get(Registry.class).model("shop.order").orElseThrow(),
            Filter.all(),
            List.of("name", "rank"),
            List.of("rank"),
            2),
        null,
        true);
    List<String> begin = max.told();

    write("shop.order", ids.get(1), v("rank", 100));
    write("shop.order", ids.get(59), v("rank", 0));
    write("shop.order", ids.get(30), v("rank", 50));
    write("shop.order", ids.get(0), v("name", "first"));
    List<String> moves = max.told();
    run(unit -> unit.model("shop.order").unlink(ids.subList(0, 50)));

    assertThat(begin).containsExactly("has \"O1\"", "has \"O2\"");
    assertThat(moves)
        .containsExactlyInAnyOrder(
            "unlink O2 left",
            "create O3",
            "unlink O3 left",
            "create O60",
            "write first {\"name\":\"first\"}");
    assertThat(max.told()).containsExactlyInAnyOrder("unlink first", "create O51");
  }

  @Test
  void group_thatIsTakenAway_takesTheRecordsWithIt() {
    Client cleo = client(clerk);
    create("shop.order", v("name", "A", "team", 1));
    cleo.subscribe(all("shop.order"), null, true);
    List<String> begin = cleo.told();

    write("shop.user", clerk, v("groups", List.of()));
    create("shop.order", v("name", "B", "team", 1));

    assertThat(begin).containsExactly("has \"A\"");
    // Its name may not be read any more.
    assertThat(cleo.told()).containsExactly("unlink shop.order,1 left");
  }

  @Test
  void group_thatShowsMoreFields_beginsAnew() {
    Client cleo = client(clerk);
    create("shop.order", v("name", "A", "team", 1));
    cleo.subscribe(all("shop.order"), null, true);
    cleo.told();

    write("shop.user", clerk, v("groups", List.of("clerk", "manager")));
    create("shop.order", v("name", "B", "team", 2));

    assertThat(cleo.told()).startsWith("reset access", "has \"A\"");
    assertThat(cleo.connection.subscriptions()).isEqualTo(1);
  }

  @Test
  void value_ofARule_movesWhatIsSeen_whenItChanges() {
    Client cleo = client(clerk);
    create("shop.order", v("name", "A", "team", 1));
    create("shop.order", v("name", "B", "team", 2));
    SubscribeAnswer answer = cleo.subscribe(all("shop.order"), null, true);
    List<String> begin = cleo.told();
    cleo.outlet.clear();

    write("shop.user", clerk, v("team", 2));
    create("shop.order", v("name", "C", "team", 2));
    create("shop.order", v("name", "D", "team", 1));
    List<String> moved = cleo.told();

    assertThat(begin).containsExactly("has \"A\"");
    assertThat(moved).containsExactly("unlink A left", "create B", "create C");
    assertThat(cleo.names).containsExactly(answer.subscription());
  }

  @Test
  void value_ofARule_thatChangesWhileAway_isToldBeforeWhatWasMissed() {
    Client before = client(clerk);
    create("shop.order", v("name", "A", "team", 1));
    create("shop.order", v("name", "B", "team", 2));
    before.subscribe(all("shop.order"), null, true);
    before.told();
    String cursor = before.connection.cursor();
    before.connection.close();

    create("shop.order", v("name", "C", "team", 1));
    write("shop.user", clerk, v("team", 2));
    create("shop.order", v("name", "D", "team", 2));
    Client after = client(clerk);
    SubscribeAnswer answer = after.subscribe(all("shop.order"), cursor, false);

    assertThat(answer.state()).isEqualTo(SubscribeAnswer.State.RESUMED);
    assertThat(after.told()).containsExactly("unlink A left", "create B", "create D");
  }

  @Test
  void user_whoIsMadeInactive_isSentAway() {
    Client cleo = client(clerk);
    cleo.subscribe(all("shop.order"));

    write("shop.user", clerk, v("active", false));
    create("shop.order", v("name", "A", "team", 1));
    get(Broker.class).flushed().toCompletableFuture().join();

    assertThat(cleo.outlet.closes()).containsExactly(CloseCode.SESSION_ENDED);
    assertThat(cleo.outlet.notifications()).isEmpty();
  }

  @Test
  void links_toRecordsThatMayNotBeRead_tellNeitherNamesNorIdsInLists() {
    Client cleo = client(clerk);
    long open = create("shop.customer", v("name", "Open"));
    long hidden = create("shop.customer", v("name", "Hidden", "secrecy", 1));
    cleo.subscribe(all("shop.order"));

    long order = create("shop.order", v("name", "A", "team", 1, "customer_id", open));
    write("shop.order", order, v("customer_id", hidden));
    long mine = create("shop.line", v("name", "mine", "order_id", order, "owner_id", clerk));
    long theirs = create("shop.line", v("name", "theirs", "order_id", order, "owner_id", manager));
    run(unit -> unit.model("shop.line").unlink(theirs));
    List<String> told = cleo.told();
    Client late = client(clerk);
    late.subscribe(all("shop.order"), null, true);
    late.told();

    assertThat(told)
        .containsExactly(
            "create A",
            "write A {\"customer_id\":[" + hidden + ",\"shop.customer," + hidden + "\"]}",
            "write A {\"line_ids\":[" + mine + "]}");
  }

  @Test
  void cursor_ofASubscriptionWithAFilter_resumesExactly() {
    Client first = client(manager);
    ShapeRequest request = request("shop.order", Filter.where("team", "=", 1));
    String cursor = first.subscribe(request).cursor();
    long order = create("shop.order", v("name", "A", "team", 1));
    create("shop.order", v("name", "B", "team", 2));
    write("shop.order", order, v("team", 2));
    List<String> live = first.told();

    Client late = client(manager);
    late.subscribe(request, cursor, false);

    assertThat(live).containsExactly("create A", "unlink A left");
    assertThat(late.told()).isEqualTo(live);
  }

  @Test
  void user_whoMayNotBeRead_isNotNamed_asTheOneWhoActs() {
    close();
    open(true);
    Client cleo = client(clerk);
    Client max = client(manager);
    cleo.subscribe(all("shop.order"));
    max.subscribe(all("shop.order"));

    database()
        .write(
            new User(manager, "Max", Instant.EPOCH),
            unit -> unit.model("shop.order").create(v("name", "A", "team", 1)));
    cleo.awaitNotification();
    max.awaitNotification();

    assertThat(max.outlet.notifications().toString()).contains("\"name\":\"Max\"");
    assertThat(cleo.outlet.notifications().toString())
        .contains("shop.user," + manager)
        .doesNotContain("Max");
  }

  @Test
  void list_ofRecordsThatMayNotAllBeRead_isNoFilter() {
    close();
    open(true);
    Client cleo = client(clerk);
    Client max = client(manager);
    ShapeRequest request =
        request("shop.order", Filter.where("member_ids", "contains", manager).not());

    assertThatThrownBy(() -> cleo.subscribe(request))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("of which you may not read all");
    assertThat(max.subscribe(request).state()).isEqualTo(SubscribeAnswer.State.LIVE);
  }

  @Test
  void name_thatIsHidden_isNotToldByLinks() {
    Client cleo = client(clerk);
    cleo.subscribe(all("shop.order"));
    long vendor = create("shop.vendor", v("name", "Secretive"));

    create("shop.order", v("name", "A", "team", 1, "vendor_id", vendor));
    cleo.awaitNotification();

    assertThat(cleo.outlet.notifications().toString())
        .contains("shop.vendor," + vendor)
        .doesNotContain("Secretive");
  }

  @Test
  void shapes_thatMeanTheSame_areOne() {
    Client one = client(manager);
    Client two = client(manager);
    Filter a = Filter.where("team", "=", 1);
    Filter b = Filter.where("rank", ">", 2);

    SubscribeAnswer first = one.subscribe(request("shop.order", a.and(b)));
    SubscribeAnswer second = two.subscribe(request("shop.order", b.not().not().and(a)));
    create("shop.order", v("name", "A", "team", 1, "rank", 3));
    get(Broker.class).flushed().toCompletableFuture().join();

    assertThat(second.subscription()).isEqualTo(first.subscription());
    assertThat(two.outlet.frames().get(0)).isSameAs(one.outlet.frames().get(0));
  }

  @Test
  void subscriptions_thatSeeTheSameChange_areToldInTheOrderOfTheirNames() {
    Client max = client(manager);
    List<String> names = new ArrayList<>();
    names.add(max.subscribe(request("shop.order", Filter.where("team", "=", 1))).subscription());
    names.add(max.subscribe(request("shop.order", Filter.where("rank", ">", 0))).subscription());
    names.add(max.subscribe(all("shop.order")).subscription());

    create("shop.order", v("name", "A", "team", 1, "rank", 1));
    get(Broker.class).flushed().toCompletableFuture().join();

    JsonNode changes = max.outlet.received().get(0).params().get("changes");
    assertThat(changes.valueStream().map(change -> change.get(0).stringValue()))
        .containsExactlyElementsOf(names.stream().sorted().toList());
  }
}
