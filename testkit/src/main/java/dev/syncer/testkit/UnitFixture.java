package dev.syncer.testkit;

import com.google.inject.Injector;
import com.google.inject.Module;
import dev.syncer.api.Database;
import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.model.Registry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A store with models and a subscriber to all of them, for contracts of units of work. */
abstract class UnitFixture {
  protected static final User ANA = new User(7, "Ana", Instant.parse("2026-11-01T08:00:00Z"));

  @TempDir Path directory;
  private final RecordingOutlet outlet = new RecordingOutlet();
  private @Nullable Injector injector;

  /** The Guice module of the store under test, which keeps its files in the directory. */
  protected abstract Module store(Path directory);

  /** The models of the test. */
  abstract List<ModelModule> modules();

  @BeforeEach
  void open() {
    injector =
        Syncer.builder()
            .models(modules().toArray(ModelModule[]::new))
            .install(store(directory))
            .injector();
    get(Syncer.class).open();
    List<SubscribeRequest> all =
        get(Registry.class).models().stream()
            .filter(model -> model.implementsSyncer() && !model.isSystemOnly())
            .map(model -> new SubscribeRequest(model, null, false))
            .toList();
    CompletableFuture<Void> subscribed = new CompletableFuture<>();
    get(Broker.class).connect(outlet).subscribe(all, answers -> subscribed.complete(null));
    subscribed.join();
  }

  @AfterEach
  void close() {
    get(Syncer.class).close();
  }

  final <T> T get(Class<T> type) {
    return Objects.requireNonNull(injector).getInstance(type);
  }

  final Database database() {
    return get(Syncer.class).database();
  }

  static Values v(@Nullable Object... namesAndValues) {
    Values values = Values.values();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values = values.with(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return values;
  }

  final long create(String model, @Nullable Object... namesAndValues) {
    return database().write(ANA, unit -> unit.model(model).create(v(namesAndValues)));
  }

  final ModelRecord read(String model, long id) {
    return database().read(ANA, unit -> unit.model(model).get(id));
  }

  final long count(String model) {
    return database().read(ANA, unit -> unit.model(model).count(Query.all()));
  }

  /** What the subscriber is told of a unit of work by Ana, briefly and sorted. */
  final List<String> told(Consumer<UnitOfWork> work) {
    flush();
    outlet.clear();
    database().run(ANA, work);
    return told();
  }

  /** What the subscriber was told since the last look. */
  final List<String> told() {
    flush();
    List<String> brief = outlet.notifications().stream().map(UnitFixture::brief).sorted().toList();
    outlet.clear();
    return brief;
  }

  private void flush() {
    get(Broker.class).flushed().toCompletableFuture().join();
  }

  private static String brief(JsonNode notification) {
    JsonNode payload = notification.get(1);
    boolean isWrite = payload.get("method").stringValue().equals("write");
    return payload.get("method").stringValue()
        + " "
        + notification.get(0).get(1).stringValue()
        + ","
        + notification.get(0).get(2)
        + (payload.get("indirect").booleanValue() ? " indirect" : "")
        + (isWrite ? " " + payload.get("data") : "");
  }
}
