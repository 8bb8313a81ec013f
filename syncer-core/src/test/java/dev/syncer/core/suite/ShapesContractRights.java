package dev.syncer.core.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.Filter;
import dev.syncer.api.User;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.shape.ShapeRequest;
import dev.syncer.testkit.base.Received;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Faults of delivery that random histories have found, each by its story. */
abstract class ShapesContractRights extends ShapesContractNames {

  /** The subscriptions that commits named, in order. */
  private static List<String> named(Client client) {
    List<String> named = new ArrayList<>();
    for (JsonNode commit : client.outlet.received("commit")) {
      commit.get("changes").forEach(entry -> named.add(entry.get(0).stringValue()));
    }
    return named;
  }

  /** With a user who has no team both filters show nothing, and were one subscription. */
  @Test
  void wishes_thatOnlySeeTheSameToday_areTwoSubscriptions() {
    write("shop.user", clerk, v("team", null));
    create("shop.order", v("name", "A", "team", 1));
    create("shop.order", v("name", "B", "team", 2));
    Client cleo = client(clerk);
    cleo.subscribe(request("shop.order", Filter.where("team", "=", 1)));
    SubscribeAnswer second = cleo.subscribe(request("shop.order", Filter.where("team", "=", 2)));

    write("shop.user", clerk, v("team", 2));
    create("shop.user", v("name", "somebody"));
    await().until(() -> !cleo.outlet.received("commit").isEmpty());

    assertThat(named(cleo)).containsExactly(second.subscription());
    assertThat(cleo.told()).containsExactly("create B");
  }

  /**
   * She was told what she lost with a cursor from before the loss, and lost the connection. When
   * she came back she had all rights again, and the server thought that she had all records.
   */
  @Test
  void rights_takenAndGivenBackWhileAway_areToldToOneWhoHadHeardOfTheLoss() {
    create("shop.order", v("name", "A", "team", 1));
    Client cleo = client(clerk);
    cleo.subscribe(all("shop.order"), null, true);
    List<String> begin = cleo.told();

    write("shop.user", clerk, v("groups", List.of()));
    await().until(() -> !cleo.outlet.received("commit").isEmpty());
    String cursor = cleo.outlet.received("commit").get(0).get("cursor").stringValue();
    cleo.connection.close();
    write("shop.user", clerk, v("groups", List.of("clerk")));
    Client back = client(clerk);
    back.subscribe(all("shop.order"), cursor, false);

    assertThat(begin).containsExactly("has \"A\"");
    assertThat(back.told()).containsExactly("create A");
  }

  /**
   * She came back, did not read yet, and got a right for a moment: what she would have seen in that
   * moment was taken from her, with its id, though she had never been told of it.
   */
  @Test
  void rights_givenAndTakenBeforeOneReads_tellNothingOfWhatWasSeenInBetween() {
    create("shop.order", v("name", "B", "team", 2));
    Client cleo = client(clerk);
    cleo.subscribe(all("shop.order"), null, true);
    List<String> begin = cleo.told();
    String cursor = cleo.connection.cursor();
    cleo.connection.close();

    Client back = client(clerk);
    back.outlet.fill();
    back.subscribe(all("shop.order"), cursor, false);
    write("shop.user", clerk, v("team", 2));
    write("shop.user", clerk, v("team", 1));
    get(Broker.class).flushed().toCompletableFuture().join();
    back.outlet.readAgain();
    back.connection.drained();

    assertThat(begin).isEmpty();
    assertThat(back.told()).isEmpty();
  }

  /** Unlinks were told of all records behind the window. */
  @Test
  void window_whoseRightIsTaken_tellsNothingOfWhatIsBehindIt() {
    create("shop.order", v("name", "A", "team", 1));
    create("shop.order", v("name", "B", "team", 1));
    Client cleo = client(clerk);
    cleo.subscribe(firstOrder(), null, true);
    List<String> begin = cleo.told();

    write("shop.user", clerk, v("groups", List.of()));

    assertThat(begin).containsExactly("has \"A\"");
    assertThat(cleo.told()).containsExactly("reset access");
  }

  private ShapeRequest firstOrder() {
    return firstOrders(1);
  }

  private ShapeRequest firstOrders(int limit) {
    ShapeRequest all = all("shop.order");
    return new ShapeRequest(all.model(), all.filter(), null, List.of(), limit);
  }

  /**
   * She came back with the cursor where the broker was, and with rights that it had not heard of:
   * nothing seemed to be missed, and what she had lost stayed on the page.
   */
  @Test
  void window_whoseRightIsTaken_isReadAnewBySomebodyWhoComesBackBeforeTheBrokerHearsOfIt() {
    create("shop.order", v("name", "A", "team", 1));
    Client cleo = client(clerk);
    cleo.subscribe(firstOrder(), null, true);
    List<String> begin = cleo.told();
    String cursor = cleo.connection.cursor();
    cleo.connection.close();

    get(HeldStore.class).hold();
    write("shop.user", clerk, v("groups", List.of()));
    Client back = client(clerk);
    back.subscribe(firstOrder(), cursor, false);
    get(HeldStore.class).release();

    assertThat(begin).containsExactly("has \"A\"");
    assertThat(back.told()).containsExactly("reset window");
  }

  /** A record before a write had the version of after it, so clients took the write for old. */
  @Test
  void record_gainedAndWrittenInOneCommit_isToldInTheVersionsOfThen() {
    long order = create("shop.order", v("name", "B", "team", 2));
    Client cleo = client(clerk);
    cleo.subscribe(all("shop.order"));

    run(
        unit -> {
          unit.model("shop.user").write(clerk, v("team", 2));
          unit.model("shop.order").write(order, v("rank", 5));
        });
    await().until(() -> cleo.outlet.received("commit").size() == 2);

    assertThat(cleo.outlet.notifications())
        .extracting(each -> each.get(1).get("version").longValue())
        .containsExactly(1L, 2L);
    assertThat(cleo.told()).containsExactly("create B", "write B {\"rank\":5}");
  }

  /** A record before a write had the stamps of after it: such filters missed what left. */
  @Test
  void filter_overVersionAndAuthor_tellsWhatLeaves() {
    User max = new User(manager, "Max", Instant.EPOCH);
    Client system = new Client(User.SYSTEM);
    system.subscribe(request("shop.order", Filter.where("version", "<", 2)));
    system.subscribe(request("shop.order", Filter.where("write_uid", "=", manager)));

    long order = createAs(max, "shop.order", v("name", "A"));
    write("shop.order", order, v("rank", 1));

    assertThat(system.told())
        .containsExactly("create A", "create A", "unlink A left", "unlink A left");
  }

  /** The page was read from a state of after the loss, by the rights of before it. */
  @Test
  void snapshot_ofAStateThatTheBrokerHasNotHeardOf_obeysTheRightsOfThatState() {
    Client cleo = client(clerk);
    Client max = client(manager);
    get(HeldStore.class).hold();
    write("shop.user", clerk, v("groups", List.of()));
    create("shop.order", v("name", "S", "team", 1));

    cleo.subscribe(all("shop.order"), null, true);
    max.subscribe(all("shop.order"), null, true);
    await().until(() -> !max.outlet.received("snapshot").isEmpty());
    max.connection.close();
    Client other = client(manager);
    other.subscribe(all("shop.order"), null, true);
    await().until(() -> !other.outlet.received("snapshot").isEmpty());
    List<Received> unheard = cleo.outlet.received();
    get(HeldStore.class).release();

    assertThat(unheard).isEmpty();
    assertThat(cleo.told()).containsExactly("reset access");
  }

  /** The second request took the place of the first, with what the first had still to be told. */
  @Test
  void subscription_askedForAgainAtOnce_losesNothingOfTheFirst() {
    create("shop.order", v("name", "A", "team", 1));
    Client before = client(clerk);
    before.subscribe(all("shop.order"), null, true);
    before.told();
    String cursor = before.connection.cursor();
    before.connection.close();
    create("shop.order", v("name", "B", "team", 1));
    Client live = client(clerk);
    live.subscribe(
        new SubscribeRequest(all("shop.order"), cursor, false),
        new SubscribeRequest(all("shop.order"), null, false));
    List<String> missed = live.told();

    write("shop.user", clerk, v("team", 2));
    Client again = client(clerk);
    again.subscribe(
        new SubscribeRequest(all("shop.order"), cursor, false),
        new SubscribeRequest(all("shop.order"), null, true));

    assertThat(missed).containsExactly("create B");
    assertThat(again.told()).as("A is not hers any more").containsExactly("unlink A left");
  }

  /** The one with the cursor missed what lies between: the snapshot was for the other alone. */
  @Test
  void w3_cursorAndSnapshotOfOneWindow_areReadAnewByBoth() {
    create("shop.order", v("name", "A", "team", 1));
    String cursor = get(Broker.class).cursor(head());
    create("shop.order", v("name", "B", "team", 1));
    Client max = client(manager);

    max.subscribe(
        new SubscribeRequest(firstOrders(2), cursor, false),
        new SubscribeRequest(firstOrders(2), null, true));

    assertThat(max.told()).containsExactly("reset window", "has \"A\"", "has \"B\"");
  }

  /** The earlier of two cursors counts, whichever comes first: the later one skipped "B". */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void w3_twoCursorsOfOneShape_areTheReplayFromTheEarlier(boolean isEarlierFirst) {
    create("shop.order", v("name", "A", "team", 1));
    String earlier = get(Broker.class).cursor(head());
    create("shop.order", v("name", "B", "team", 1));
    String later = get(Broker.class).cursor(head());
    create("shop.order", v("name", "C", "team", 1));
    Client cleo = client(clerk);

    cleo.subscribe(
        new SubscribeRequest(all("shop.order"), isEarlierFirst ? earlier : later, false),
        new SubscribeRequest(all("shop.order"), isEarlierFirst ? later : earlier, false));

    assertThat(cleo.told()).containsExactly("create B", "create C");
  }

  /** Whoever reads the log later may read the customer by now, but might not read that name. */
  @Test
  void link_toARecordThatWasHiddenThen_doesNotTellItsNameOfThen() {
    long customer = create("shop.customer", v("name", "Hidden", "secrecy", 1));
    long order = create("shop.order", v("name", "A", "team", 1));
    String cursor = client(clerk).subscribe(all("shop.order")).cursor();
    write("shop.order", order, v("customer_id", customer));
    write("shop.customer", customer, v("name", "Open", "secrecy", null));

    Client cleo = client(clerk);
    cleo.subscribe(all("shop.order"), cursor, false);

    assertThat(cleo.told())
        .containsExactly(
            "write A {\"customer_id\":[" + customer + ",\"shop.customer," + customer + "\"]}");
  }

  /** The name of the record had changed too, which she does not see either. */
  @Test
  void change_ofAHiddenNameAndAHiddenIdInAList_isNotTold() {
    long line = create("shop.line", v("name", "l", "owner_id", manager));
    long vendor = create("shop.vendor", v("name", "X1"));
    Client cleo = client(clerk);
    cleo.subscribe(all("shop.vendor"));

    write("shop.vendor", vendor, v("name", "X2", "line_ids", List.of(List.of("link", line))));

    assertThat(cleo.told()).isEmpty();
  }
}
