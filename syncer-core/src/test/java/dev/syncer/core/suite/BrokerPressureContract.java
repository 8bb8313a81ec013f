package dev.syncer.core.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.google.inject.Module;
import dev.syncer.api.Filter;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.shape.ShapeRequest;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The broker where reads are slow, held or broken: nobody waits for what somebody else needs, and
 * nobody goes on as if nothing had happened. A store passes it as a subclass.
 */
public abstract class BrokerPressureContract extends ShapesFixture {
  private @Nullable LaneStore known;

  /** The Guice module of the store under test, which keeps its files in the directory. */
  protected abstract Module realStore(Path directory);

  @Override
  protected final Module store(Path directory) {
    LaneStore made =
        Guice.createInjector(LaneStore.before(realStore(directory))).getInstance(LaneStore.class);
    known = made;
    return binder -> binder.bind(Store.class).toInstance(made);
  }

  @Override
  final SyncerOptions.Builder options() {
    return super.options().memoryBudget(16L * 1024 * 1024);
  }

  private LaneStore lanes() {
    return Objects.requireNonNull(known);
  }

  /** I14: its own thread has read nothing, whatever the test was about. */
  @AfterEach
  final void brokersThread_hasReadNothing() {
    lanes().release();
    assertThat(lanes().threads()).noneMatch(name -> name.equals("syncer-broker"));
  }

  private ShapeRequest window(String model, int limit) {
    return new ShapeRequest(all(model).model(), Filter.all(), null, List.of("name"), limit);
  }

  private static List<String> briefs(Client client) {
    return client.outlet.received().stream().flatMap(frame -> brief(frame).stream()).toList();
  }

  private static void awaitTold(Client client, String... what) {
    await().untilAsserted(() -> assertThat(briefs(client)).contains(what));
  }

  /** P1: with no connection for reads left, the commit itself says who may read what. */
  @Test
  void p1_rightsTakenWhileReadsAreHeld_areGoneBeforeTheCommitThatTakesThem() {
    long order = create("shop.order", v("name", "A", "team", 1));
    Client cleo = client(clerk);
    Client max = client(manager);
    cleo.subscribe(all("shop.order"));
    max.subscribe(all("shop.order"));

    lanes().hold(ReadLane.CALLS);
    run(
        unit -> {
          unit.model("shop.user").write(clerk, v("groups", List.of()));
          unit.model("shop.order").create(v("name", "B", "team", 1));
        });
    create("shop.order", v("name", "C", "team", 1));

    awaitTold(max, "create B", "create C");
    awaitTold(cleo, "unlink shop.order," + order + " left"); // its name is hers no more
    assertThat(briefs(cleo)).noneMatch(told -> told.startsWith("create"));
  }

  /** P2: a window is read where calls cannot take the connections away. */
  @Test
  void p2_windowWhileReadsOfCallsAreHeld_comes() {
    create("shop.order", v("name", "A", "team", 1));
    Client max = client(manager);

    lanes().hold(ReadLane.CALLS);
    max.subscribe(window("shop.order", 3), null, true);
    create("shop.order", v("name", "B", "team", 1));

    awaitTold(max, "has \"A\"", "create B");
  }

  /** P3: somebody else's window is read elsewhere. */
  @Test
  void p3_windowThatCannotBeReadYet_letsNobodyElseWait() {
    Client beside = client(manager);
    Client max = client(manager);
    beside.subscribe(all("shop.order"));

    lanes().hold(ReadLane.DELIVERY);
    max.subscribe(window("shop.order", 3), null, true);
    create("shop.order", v("name", "A", "team", 1));
    awaitTold(beside, "create A");
    List<String> before = briefs(max);
    lanes().release();

    assertThat(before).isEmpty();
    awaitTold(max, "create A");
    assertThat(max.outlet.received("snapshot")).hasSize(1);
  }

  /** P4: many windows of one user cost the others no event, and come all. */
  @Test
  void p4_manyWindowsOfOneUser_letNobodyElseWait() {
    IntStream.range(0, 50).forEach(i -> create("shop.order", v("name", "o" + i, "team", 1)));
    Client max = client(manager);
    Client beside = client(manager);
    beside.subscribe(all("shop.order"));

    lanes().hold(ReadLane.DELIVERY);
    List<SubscribeRequest> requests = new ArrayList<>();
    for (int limit = 1; limit <= 100; limit++) {
      requests.add(new SubscribeRequest(window("shop.order", limit), null, true));
    }
    max.subscribe(requests.toArray(SubscribeRequest[]::new));
    create("shop.order", v("name", "new", "team", 1));
    awaitTold(beside, "create new");
    lanes().release();

    await()
        .until(() -> max.outlet.received("snapshot").stream().filter(this::isLast).count() == 100);
  }

  /** P4: all windows together have a share of the memory; one that does not fit ends alone. */
  @Test
  void p4_windowsThatAreLarge_haveAShareOfTheMemory() {
    String large = "x".repeat(60_000);
    IntStream.range(0, 20).forEach(i -> create("shop.order", v("name", large + i, "team", 1)));
    MemoryBudget memory = get(MemoryBudget.class);
    Client max = client(manager);
    max.subscribe(all("shop.customer"));

    List<SubscribeRequest> requests = new ArrayList<>();
    for (int limit = 11; limit <= 20; limit++) {
      requests.add(new SubscribeRequest(window("shop.order", limit), null, true));
    }
    max.subscribe(requests.toArray(SubscribeRequest[]::new));
    await()
        .until(
            () ->
                max.outlet.received("ended").size()
                        + max.outlet.received("snapshot").stream().filter(this::isLast).count()
                    == 10);
    long held = memory.use().of(MemoryKind.WINDOWS);
    create("shop.customer", v("name", "Kim"));

    assertThat(max.outlet.received("snapshot")).isNotEmpty();
    assertThat(max.outlet.received("ended"))
        .isNotEmpty()
        .allMatch(ended -> ended.get("code").stringValue().equals("over_memory"));
    assertThat(held).isBetween(1_000_000L, memory.share(4));
    awaitTold(max, "create Kim");
    max.connection.close();
    await().until(() -> memory.use().of(MemoryKind.WINDOWS) == 0);
  }

  private boolean isLast(JsonNode snapshot) {
    return snapshot.get("last").booleanValue();
  }

  /** P5: one that cannot be served ends alone; the one beside it lives. */
  @Test
  void p5_subscriptionThatCannotBeRead_endsAlone() {
    Client max = client(manager);
    List<SubscribeAnswer> answers =
        max.subscribe(
            new SubscribeRequest(all("shop.customer"), null, false),
            new SubscribeRequest(all("shop.line"), null, false));

    lanes()
        .beforeReads(
            lane -> {
              if (lane == ReadLane.DELIVERY) {
                throw new IllegalArgumentException("a field that throws");
              }
            });
    SubscribeAnswer broken = max.subscribe(window("shop.order", 5), null, true);
    await().until(() -> !max.outlet.received("ended").isEmpty());
    lanes().beforeReads(lane -> {});
    create("shop.customer", v("name", "Kim"));

    JsonNode ended = max.outlet.received("ended").get(0);
    assertThat(ended.get("subscription").stringValue()).isEqualTo(broken.subscription());
    assertThat(ended.get("code").stringValue()).isEqualTo("failed");
    assertThat(ended.get("message").stringValue()).doesNotContain("a field that throws");
    awaitTold(max, "create Kim");
    assertThat(answers).hasSize(2);
    assertThat(max.outlet.closes()).isEmpty();
  }

  /** P6: who does not ask for the field that throws is served, with a window and without. */
  @Test
  void p6_subscriptionWithoutTheFieldThatThrows_isServed() {
    create("shop.fragile", v("name", "A"));
    Client max = client(manager);
    module.breaks.set(true);

    max.subscribe(window("shop.fragile", 3), null, true);
    await().until(() -> max.outlet.received("ended").size() == 1);
    max.subscribe(named("shop.fragile", null), null, true);
    max.subscribe(named("shop.fragile", 3), null, true);

    await().untilAsserted(() -> assertThat(briefs(max)).filteredOn("has \"A\""::equals).hasSize(2));
    assertThat(max.outlet.received("ended")).hasSize(1);
    assertThat(max.outlet.closes()).isEmpty();
  }

  private ShapeRequest named(String model, @Nullable Integer limit) {
    List<String> order = limit == null ? List.of() : List.of("name");
    return new ShapeRequest(all(model).model(), Filter.all(), List.of("name"), order, limit);
  }

  /** P6: the same for a snapshot that is read page by page. */
  @Test
  void p6_snapshotWhoseRecordsCannotBeComputed_endsAlone() {
    create("shop.order", v("name", "A", "team", 1));
    Client max = client(manager);
    max.subscribe(all("shop.customer"));

    lanes()
        .beforeReads(
            lane -> {
              if (lane == ReadLane.DELIVERY) {
                throw new StackOverflowError();
              }
            });
    SubscribeAnswer broken = max.subscribe(all("shop.order"), null, true);
    await().until(() -> !max.outlet.received("ended").isEmpty());
    lanes().beforeReads(lane -> {});
    create("shop.customer", v("name", "Kim"));

    assertThat(max.outlet.received("ended").get(0).get("subscription").stringValue())
        .isEqualTo(broken.subscription());
    awaitTold(max, "create Kim");
    assertThat(max.outlet.closes()).isEmpty();
  }

  /** P9: an Error while somebody catches up ends in a close, and never in a page that waits. */
  @Test
  void p9_errorWhileCatchingUp_closesSoThatTheClientComesBack() {
    create("shop.order", v("name", "A", "team", 1));
    Client max = client(manager);

    lanes()
        .beforeReads(
            lane -> {
              if (lane == ReadLane.DELIVERY) {
                throw new OutOfMemoryError("of the test");
              }
            });
    max.subscribe(all("shop.order"), null, true);

    await().until(() -> max.outlet.closes().contains(CloseCode.TRY_LATER));
    assertThat(get(Broker.class).state().failures()).isPositive();
  }

  /** P14: however much one user's connections have to catch up, another's snapshot has its turn. */
  @Test
  void p14_snapshotBesideManyReplays_comes() {
    String cursor = get(Broker.class).cursor(head());
    IntStream.range(0, 60).forEach(i -> create("shop.order", v("name", "o" + i, "team", 1)));
    List<Client> returning = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Client each = client(clerk);
      List<SubscribeRequest> requests = new ArrayList<>();
      for (int n = 0; n < 10; n++) {
        ShapeRequest request = request("shop.order", Filter.where("rank", "!=", n));
        requests.add(new SubscribeRequest(request, cursor, false));
      }
      each.subscribe(requests.toArray(SubscribeRequest[]::new));
      returning.add(each);
    }
    Client max = client(manager);

    max.subscribe(all("shop.customer"), null, true);

    await().until(() -> !max.outlet.received("snapshot").isEmpty());
    for (Client each : returning) {
      await().until(() -> each.outlet.notifications().size() == 60 * 10);
    }
  }

  /** W2: nothing of a subscription comes before the answer that names it has left. */
  @Test
  void w2_answer_leavesBeforeAnythingOfTheSubscription_alsoWhileAPassRuns() {
    String cursor = get(Broker.class).cursor(head());
    IntStream.range(0, 100).forEach(i -> create("shop.order", v("name", "o" + i, "team", 1)));
    Client max = client(manager);
    max.subscribe(all("shop.order"), cursor, false);
    CompletableFuture<List<String>> atAnswer = new CompletableFuture<>();

    max.connection.subscribe(
        List.of(new SubscribeRequest(all("shop.user"), null, true)),
        answers -> {
          String name = answers.get(0).subscription();
          // The pass of the first one runs beside this, and would have time to begin with it.
          await().until(() -> briefs(max).contains("create o99"));
          atAnswer.complete(
              max.outlet.received("snapshot").stream()
                  .map(each -> each.get("subscription").stringValue())
                  .filter(name::equals)
                  .toList());
        });

    assertThat(atAnswer.join()).isEmpty();
    await().until(() -> !max.outlet.received("snapshot").isEmpty());
  }

  /** W3: first what was missed, then the snapshot; and no reset, for no right has changed. */
  @Test
  void w3_cursorAndSnapshotOfOneShape_areTheReplayAndThenTheSnapshot() {
    create("shop.order", v("name", "A", "team", 1));
    String cursor = get(Broker.class).cursor(head());
    create("shop.order", v("name", "B", "team", 1));
    Client cleo = client(clerk);

    cleo.subscribe(
        new SubscribeRequest(all("shop.order"), cursor, false),
        new SubscribeRequest(all("shop.order"), null, true));

    assertThat(cleo.told()).containsExactly("create B", "has \"A\"", "has \"B\"");
  }

  /**
   * Who left while their window was read left it in the line: all behind it waited for a commit.
   */
  @Test
  void subscription_thatEndsWhileItsWindowIsRead_holdsNothingUp() {
    Client max = client(manager);
    max.subscribe(all("shop.customer"));

    lanes().hold(ReadLane.DELIVERY);
    String window = max.subscribe(window("shop.order", 3), null, true).subscription();
    create("shop.customer", v("name", "Kim"));
    await().until(() -> get(Broker.class).state().position() == head());
    List<String> before = briefs(max);
    max.connection.unsubscribe(window);

    // Nothing is read yet, and nobody writes: only the end itself can let the line go on.
    awaitTold(max, "create Kim");
    assertThat(before).isEmpty();
  }
}
