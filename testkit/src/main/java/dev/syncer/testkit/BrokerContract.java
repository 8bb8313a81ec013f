package dev.syncer.testkit;

import static dev.syncer.api.Values.values;
import static dev.syncer.testkit.TestModule.NAME;
import static dev.syncer.testkit.TestModule.STAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.util.Modules;
import dev.syncer.api.Database;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeAnswer.State;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.change.RecordJson;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.Store;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Delivery on every store: nothing lost, nothing twice, in order, whole commits; across resumes,
 * snapshots under load, slow readers and restarts. The oracle is a {@link Replica} against a fresh
 * read. A store passes it as a subclass.
 */
public abstract class BrokerContract {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final User ANA = User.SYSTEM;

  @TempDir Path directory;
  private @Nullable Injector injector;

  /** The Guice module of the store under test, which keeps its files in the directory. */
  protected abstract Module store(Path directory);

  @BeforeEach
  void open() {
    Module held = Modules.override(store(directory)).with(new Holding(store(directory)));
    injector =
        Syncer.builder()
            .options(
                SyncerOptions.builder()
                    .snapshotChunk(7)
                    .overflow(200)
                    .frameLimit(4096)
                    .outboundShare(64 * 1024)
                    .build())
            .models(new TestModule())
            .install(held)
            .injector();
    get(Syncer.class).open();
  }

  @AfterEach
  void close() {
    get(Syncer.class).close();
  }

  /** Puts a {@link HeldStore} in front of the store, which is made in an injector of its own. */
  private static final class Holding extends com.google.inject.AbstractModule {
    private final Module inner;

    Holding(Module inner) {
      this.inner = inner;
    }

    @Override
    protected void configure() {
      HeldStore held =
          new HeldStore(com.google.inject.Guice.createInjector(inner).getInstance(Store.class));
      bind(HeldStore.class).toInstance(held);
      bind(Store.class).toInstance(held);
    }
  }

  private <T> T get(Class<T> type) {
    return Objects.requireNonNull(injector).getInstance(type);
  }

  private Database database() {
    return get(Syncer.class).database();
  }

  private void flush() {
    get(Broker.class).flushed().toCompletableFuture().join();
  }

  private SubscribeRequest request(String model, @Nullable String cursor, boolean snapshot) {
    return new SubscribeRequest(get(Registry.class).model(model).orElseThrow(), cursor, snapshot);
  }

  private long create(String name) {
    return database().write(ANA, u -> u.model("test.task").create(values().with(NAME, name)));
  }

  private static List<SubscribeAnswer> subscribe(
      Connection connection, SubscribeRequest... requests) {
    java.util.concurrent.CompletableFuture<List<SubscribeAnswer>> answer =
        new java.util.concurrent.CompletableFuture<>();
    connection.subscribe(List.of(requests), answer::complete);
    return answer.join();
  }

  /** A client that applies what it gets. */
  private final class Client {
    final Replica replica = new Replica();
    final RecordingOutlet outlet;
    final Connection connection;

    Client() {
      this(frame -> {});
    }

    Client(java.util.function.Consumer<RecordingOutlet.Received> alsoTold) {
      outlet =
          new RecordingOutlet(
              frame -> {
                replica.apply(frame);
                alsoTold.accept(frame);
              });
      connection = get(Broker.class).connect(outlet);
    }

    void awaitCaughtUp() {
      await().until(() -> outlet.received().stream().anyMatch(f -> f.kind().equals("heartbeat")));
    }
  }

  private Map<Long, JsonNode> fresh(String model) {
    return database()
        .read(
            ANA,
            unit -> {
              Map<Long, JsonNode> records = new TreeMap<>();
              unit.model(model)
                  .searchRead(Query.all())
                  .forEach(
                      record -> {
                        StringWriter text = new StringWriter();
                        try (JsonGenerator json = JSON.createGenerator(text)) {
                          RecordJson.writeEntire(json, (Row) record);
                        }
                        records.put(record.id(), JSON.readTree(text.toString()));
                      });
              return records;
            });
  }

  /** The oracle compares links by id: their names are those of the time of the commit. */
  private static Map<Long, String> withoutNames(Map<Long, ? extends JsonNode> records) {
    Map<Long, String> plain = new TreeMap<>();
    records.forEach(
        (id, record) -> {
          TreeMap<String, String> fields = new TreeMap<>();
          record
              .properties()
              .forEach(
                  e ->
                      fields.put(
                          e.getKey(),
                          e.getValue().isArray()
                              ? e.getValue().get(0).toString()
                              : e.getValue().toString()));
          plain.put(id, fields.toString());
        });
    return plain;
  }

  @Test
  void commit_overTwoSubscriptions_isOneFrame() {
    Client client = new Client();
    subscribe(
        client.connection, request("test.task", null, false), request("test.stage", null, false));

    database()
        .run(
            ANA,
            unit -> {
              long stage = unit.model("test.stage").create(values().with(NAME, "Doing"));
              unit.model("test.task").create(values().with(NAME, "x").with(STAGE, Ref.to(stage)));
            });
    flush();

    List<JsonNode> commits = client.outlet.received("commit");
    assertThat(commits).hasSize(1);
    assertThat(commits.get(0).get("changes").size()).isEqualTo(2);
    assertThat(commits.get(0).has("more")).isFalse();
  }

  @Test
  void commit_forManyConnections_isEncodedOnceForEachSetOfShapes() {
    Client both = new Client();
    Client alsoBoth = new Client();
    Client one = new Client();
    SubscribeRequest tasks = request("test.task", null, false);
    SubscribeRequest stages = request("test.stage", null, false);
    subscribe(both.connection, tasks, stages);
    subscribe(alsoBoth.connection, stages, tasks);
    subscribe(one.connection, tasks);

    database()
        .run(
            ANA,
            unit -> {
              unit.model("test.stage").create(values().with(NAME, "Doing"));
              unit.model("test.task").create(values().with(NAME, "x"));
            });
    flush();

    assertThat(alsoBoth.outlet.frames().get(0)).isSameAs(both.outlet.frames().get(0));
    assertThat(one.outlet.frames().get(0)).isNotSameAs(both.outlet.frames().get(0));
  }

  @Test
  void commit_largerThanAFrame_comesInParts() {
    Client client = new Client();
    subscribe(client.connection, request("test.task", null, false));
    List<Values> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(values().with(NAME, "task " + i));
    }

    database().run(ANA, unit -> unit.model("test.task").create(many));
    flush();

    List<JsonNode> parts = client.outlet.received("commit");
    assertThat(parts).hasSizeGreaterThan(5);
    for (JsonNode part : parts.subList(0, parts.size() - 1)) {
      assertThat(part.get("more").booleanValue()).isTrue();
    }
    assertThat(parts.get(parts.size() - 1).has("more")).isFalse();
    assertThat(client.outlet.notifications()).hasSize(100);
  }

  @Test
  void commit_ofTooManyChanges_isAResetForLiveAndLateReaders() {
    create("there");
    Client live = new Client();
    String cursor =
        subscribe(
                live.connection,
                request("test.task", null, true),
                request("test.stage", null, false))
            .get(0)
            .cursor();
    live.awaitCaughtUp();
    List<Values> many = new ArrayList<>();
    for (int i = 0; i < 201; i++) {
      many.add(values().with(NAME, "task " + i));
    }

    database()
        .run(
            ANA,
            unit -> {
              unit.model("test.task").create(many);
              unit.model("test.stage").create(values().with(NAME, "seen"));
            });
    create("after");
    Client late = new Client();
    subscribe(late.connection, request("test.task", cursor, false));

    for (Client client : List.of(live, late)) {
      await().until(() -> client.replica.view("s1").size() == 203);
      assertThat(client.replica.faults()).isEmpty();
      assertThat(client.outlet.received("reset").get(0).get("reason").stringValue())
          .isEqualTo("overflow");
    }
    assertThat(live.outlet.notifications().toString()).contains("\"seen\"");
  }

  @Test
  void cursor_ofEachCommit_resumesExactlyAfterIt() {
    Client live = new Client();
    String first = subscribe(live.connection, request("test.task", null, false)).get(0).cursor();
    List<String> cursors = new ArrayList<>(List.of(first));
    for (int i = 0; i < 12; i++) {
      create("task " + i);
      if (i % 3 == 0) {
        database().run(ANA, u -> u.model("test.quiet").create(values().with("name", "between")));
      }
    }
    flush();
    live.outlet.received("commit").forEach(c -> cursors.add(c.get("cursor").stringValue()));

    for (int i = 0; i < cursors.size(); i++) {
      Client late = new Client();
      State state =
          subscribe(late.connection, request("test.task", cursors.get(i), false)).get(0).state();
      if (i < cursors.size() - 1) {
        late.awaitCaughtUp();
      }

      assertThat(state).isEqualTo(State.RESUMED);
      assertThat(late.outlet.received("commit"))
          .as("commits after cursor %d", i)
          .isEqualTo(live.outlet.received("commit").subList(i, 12));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void cursor_ofNoHistory_isResetWithASnapshot(String cursor) {
    create("there");
    Client client = new Client();

    State state = subscribe(client.connection, request("test.task", cursor, false)).get(0).state();
    client.awaitCaughtUp();

    assertThat(state).isEqualTo(State.RESET);
    assertThat(client.outlet.received("reset").get(0).get("reason").stringValue())
        .isEqualTo("epoch");
    assertThat(client.replica.view("s1")).hasSize(1);
  }

  @Test
  void cursor_aheadOfTheHead_isReset() {
    create("there");
    Client client = new Client();
    String ahead = get(Broker.class).cursor(1_000);

    subscribe(client.connection, request("test.task", ahead, false));
    client.awaitCaughtUp();

    assertThat(client.outlet.received("reset").get(0).get("reason").stringValue())
        .isEqualTo("ahead");
  }

  @Test
  void restart_ofTheNode_resumesCursors() {
    Client before = new Client();
    subscribe(before.connection, request("test.task", null, false));
    create("one");
    flush();
    String cursor = before.replica.cursor();
    create("two");
    close();
    open();
    create("three");

    Client after = new Client();
    State state = subscribe(after.connection, request("test.task", cursor, false)).get(0).state();
    after.awaitCaughtUp();

    assertThat(state).isEqualTo(State.RESUMED);
    assertThat(
            after.outlet.notifications().stream()
                .map(n -> n.get(1).get("record_name").stringValue()))
        .containsExactly("two", "three");
  }

  @Test
  void reader_thatStops_isServedFromTheLogWhenItReadsAgain() {
    Client slow = new Client();
    Client quick = new Client();
    subscribe(slow.connection, request("test.task", null, false));
    subscribe(quick.connection, request("test.task", null, false));

    slow.outlet.stopReading();
    for (int i = 0; i < 1_500; i++) {
      create("task " + i);
    }
    flush();
    long held = slow.outlet.pendingBytes();
    int received = slow.outlet.notifications().size();
    slow.outlet.readAgain();
    slow.connection.drained();

    await().until(() -> slow.outlet.notifications().size() == 1_500);
    assertThat(held).isLessThan(64 * 1024 + 4096);
    assertThat(received).isLessThan(500);
    assertThat(quick.outlet.notifications()).hasSize(1_500);
    assertThat(slow.replica.faults()).isEmpty();
    assertThat(slow.outlet.notifications()).isEqualTo(quick.outlet.notifications());
  }

  @Test
  void outlet_thatThrows_costsTheOthersNothing() {
    RecordingOutlet broken =
        new RecordingOutlet(
            frame -> {
              throw new IllegalStateException("a broken transport");
            });
    subscribe(get(Broker.class).connect(broken), request("test.task", null, false));
    Client healthy = new Client();
    subscribe(healthy.connection, request("test.task", null, false));

    create("one");
    create("two");
    flush();

    assertThat(healthy.outlet.notifications()).hasSize(2);
  }

  @Test
  void subscription_toTheSameShapeWithSnapshot_losesNothingOfTheFirst() {
    create("there");
    Client client = new Client();
    subscribe(client.connection, request("test.task", null, false));

    create("two");
    subscribe(client.connection, request("test.task", null, true));
    create("three");
    client.awaitCaughtUp();
    flush();

    assertThat(
            client.outlet.notifications().stream()
                .map(n -> n.get(1).get("record_name").stringValue())
                .distinct())
        .containsExactly("two", "three");
    assertThat(client.outlet.received("snapshot").get(0).get("last").booleanValue()).isTrue();
  }

  @Test
  void changes_betweenThePagesOfASnapshot_areNeitherLostNorEchoed() {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add(create("task " + i));
    }
    boolean[] hasWritten = new boolean[1];
    Client client =
        new Client(
            frame -> {
              if (frame.kind().equals("snapshot") && !hasWritten[0]) {
                hasWritten[0] = true;
                changeEachPage(ids);
              }
            });

    subscribe(client.connection, request("test.task", null, true));
    client.awaitCaughtUp();

    assertThat(client.outlet.received("snapshot")).hasSize(3);
    assertThat(client.replica.faults()).isEmpty();
    assertThat(withoutNames(client.replica.view("s1"))).isEqualTo(withoutNames(fresh("test.task")));
  }

  /** After the first page of 7 was read: a change that it lacks, and some that the next hold. */
  private void changeEachPage(List<Long> ids) {
    database()
        .run(
            ANA,
            unit -> {
              Records tasks = unit.model("test.task");
              tasks.write(List.of(ids.get(0), ids.get(9)), values().with("done", true));
              tasks.unlink(List.of(ids.get(3), ids.get(15)));
            });
    create("late");
    database().run(ANA, u -> u.model("test.task").write(ids.get(1), values().with("done", true)));
  }

  @Test
  void snapshot_thatKnowsMoreThanTheBroker_isNotEchoed() {
    create("one");
    flush();
    get(HeldStore.class).hold();
    create("two");
    Client client = new Client();
    subscribe(client.connection, request("test.task", null, true));
    await().until(() -> !client.outlet.received("snapshot").isEmpty());
    flush();

    get(HeldStore.class).release();
    create("three");
    client.awaitCaughtUp();
    flush();

    assertThat(client.replica.faults()).isEmpty();
    assertThat(client.replica.view("s1")).hasSize(3);
  }

  @Test
  void cursor_thatIsNewerThanTheBroker_isResumedNotReset() {
    get(HeldStore.class).hold();
    create("one");
    String cursor = get(Broker.class).cursor(headPosition());
    Client client = new Client();
    State state = subscribe(client.connection, request("test.task", cursor, false)).get(0).state();

    get(HeldStore.class).release();
    create("two");
    client.awaitCaughtUp();
    flush();

    assertThat(state).isEqualTo(State.RESUMED);
    assertThat(
            client.outlet.notifications().stream()
                .map(n -> n.get(1).get("record_name").stringValue()))
        .containsExactly("two");
  }

  @Test
  void unsubscribe_ofAShape_endsItsChangesOnly() {
    Client client = new Client();
    List<SubscribeAnswer> answers =
        subscribe(
            client.connection,
            request("test.task", null, false),
            request("test.stage", null, false));

    boolean wasThere = client.connection.unsubscribe(answers.get(0).subscription());
    create("unseen");
    database().run(ANA, u -> u.model("test.stage").create(values().with(NAME, "seen")));
    flush();

    assertThat(wasThere).isTrue();
    assertThat(client.connection.unsubscribe("s99")).isFalse();
    assertThat(client.outlet.notifications()).hasSize(1);
  }

  /** Writers, readers that come late, lag and go: at rest each equals a fresh read. */
  @Test
  void clients_underLoad_equalAFreshRead() throws Exception {
    long seed = Long.getLong("syncer.seed", System.nanoTime());
    System.out.println("BrokerContract seed " + seed + " (repeat with -Dsyncer.seed=" + seed + ")");
    List<Client> clients = new ArrayList<>();
    ExecutorService writers = Executors.newFixedThreadPool(3);
    List<Future<?>> writing = new ArrayList<>();
    for (int w = 0; w < 3; w++) {
      Random random = new Random(seed + w);
      writing.add(writers.submit(() -> writeRandomly(random, 150)));
    }

    Random random = new Random(seed + 100);
    while (writing.stream().anyMatch(f -> !f.isDone())) {
      if (clients.size() < 20) {
        Client client = new Client();
        client.connection.subscribe(
            List.of(request("test.task", null, true), request("test.stage", null, true)),
            answers -> {});
        clients.add(client);
      }
      Client one = clients.get(random.nextInt(clients.size()));
      if (random.nextBoolean()) {
        one.outlet.stopReading();
      } else {
        one.outlet.readAgain();
        one.connection.drained();
      }
      Thread.onSpinWait();
    }
    for (Future<?> each : writing) {
      each.get();
    }
    writers.shutdown();
    for (Client client : clients) {
      client.outlet.readAgain();
      client.connection.drained();
    }
    flush();

    String head = get(Broker.class).cursor(headPosition());
    Map<Long, String> tasks = withoutNames(fresh("test.task"));
    for (Client client : clients) {
      await()
          .untilAsserted(
              () -> {
                client.connection.heartbeat();
                flush();
                assertThat(client.replica.cursor()).isEqualTo(head);
              });
      String id = taskSubscription(client);
      assertThat(client.replica.faults()).isEmpty();
      assertThat(withoutNames(client.replica.view(id))).isEqualTo(tasks);
    }
  }

  private static String taskSubscription(Client client) {
    return client.outlet.received("snapshot").get(0).get("subscription").stringValue();
  }

  private long headPosition() {
    return get(Store.class).read(transaction -> transaction.head());
  }

  private void writeRandomly(Random random, int units) {
    for (int i = 0; i < units; i++) {
      try {
        database().run(ANA, unit -> randomWork(random, unit));
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("on purpose");
      }
    }
  }

  private static void randomWork(Random random, UnitOfWork unit) {
    Records tasks = unit.model("test.task");
    Records stages = unit.model("test.stage");
    int steps = 1 + random.nextInt(4);
    for (int i = 0; i < steps; i++) {
      List<Long> ids = tasks.search(Query.all());
      int what = random.nextInt(10);
      if (ids.isEmpty() || what < 4) {
        tasks.create(values().with(NAME, "task " + random.nextInt(1000)));
      } else if (what < 8) {
        tasks.write(
            ids.get(random.nextInt(ids.size())),
            values().with("sequence", random.nextInt(3)).with("done", random.nextBoolean()));
      } else if (what < 9) {
        tasks.unlink(ids.get(random.nextInt(ids.size())));
      } else {
        long stage = stages.create(values().with(NAME, "stage " + random.nextInt(100)));
        tasks.write(ids.get(random.nextInt(ids.size())), values().with(STAGE, Ref.to(stage)));
      }
    }
    if (random.nextInt(10) == 0) {
      throw new IllegalStateException("on purpose");
    }
  }
}
