package dev.syncer.core.suite;

import static dev.syncer.api.Values.values;
import static dev.syncer.testkit.base.TestModule.NAME;
import static org.awaitility.Awaitility.await;

import com.google.inject.Injector;
import com.google.inject.Module;
import dev.syncer.api.Database;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Query;
import dev.syncer.api.User;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.change.RecordJson;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.Store;
import dev.syncer.testkit.base.Received;
import dev.syncer.testkit.base.Replica;
import dev.syncer.testkit.base.TestModule;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node with an open broker for each test, with short words for what its clients do. */
public abstract class NodeFixture {
  static final User ANA = User.SYSTEM;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path directory;
  private @Nullable Injector injector;

  protected abstract Module store(Path directory);

  /** The models that the node is opened with. */
  ModelModule models() {
    return new TestModule();
  }

  @BeforeEach
  final void open() {
    Module held = HeldStore.over(store(directory), UnaryOperator.identity());
    injector =
        Syncer.builder()
            .options(
                SyncerOptions.builder()
                    .snapshotChunk(7)
                    .overflow(200)
                    .frameLimit(4096)
                    .outboundShare(64 * 1024)
                    .build())
            .models(models())
            .install(held)
            .injector();
    get(Syncer.class).open();
  }

  @AfterEach
  final void close() {
    get(Syncer.class).close();
  }

  final <T> T get(Class<T> type) {
    return Objects.requireNonNull(injector).getInstance(type);
  }

  final Database database() {
    return get(Syncer.class).database();
  }

  final void flush() {
    get(Broker.class).flushed().toCompletableFuture().join();
  }

  final SubscribeRequest request(String model, @Nullable String cursor, boolean snapshot) {
    return new SubscribeRequest(get(Registry.class).model(model).orElseThrow(), cursor, snapshot);
  }

  final long create(String name) {
    return database()
        .writeReturning(ANA, u -> u.model("test.task").create(values().with(NAME, name)));
  }

  static List<SubscribeAnswer> subscribe(Connection connection, SubscribeRequest... requests) {
    CompletableFuture<List<SubscribeAnswer>> answer = new CompletableFuture<>();
    connection.subscribe(List.of(requests), answer::complete);
    return answer.join();
  }

  /** A client that applies what it gets. */
  final class Client {
    final Replica replica = new Replica();
    final RecordingOutlet outlet;
    final Connection connection;

    Client() {
      this(frame -> {});
    }

    Client(Consumer<Received> alsoTold) {
      outlet =
          new RecordingOutlet(
              frame -> {
                replica.apply(frame);
                alsoTold.accept(frame);
              });
      connection = get(Broker.class).connect(outlet, User.SYSTEM);
    }

    void awaitCaughtUp() {
      await().until(() -> outlet.received().stream().anyMatch(f -> f.kind().equals("heartbeat")));
    }
  }

  final Map<Long, JsonNode> fresh(String model) {
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
  public static Map<Long, String> withoutNames(Map<Long, ? extends JsonNode> records) {
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

  final long headPosition() {
    return get(Store.class).read(transaction -> transaction.head());
  }
}
