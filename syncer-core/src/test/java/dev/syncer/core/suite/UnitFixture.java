package dev.syncer.core.suite;

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
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.testkit.base.Received;
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
  private final RecordingOutlet outlet = new RecordingOutlet(this::heard);
  private Consumer<JsonNode> listener = notification -> {};
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
    get(Broker.class)
        .connect(outlet, User.SYSTEM)
        .subscribe(all, answers -> subscribed.complete(null));
    subscribed.join();
  }

  @AfterEach
  void close() {
    get(Syncer.class).close();
  }

  private void heard(Received frame) {
    if (frame.kind().equals("commit")) {
      frame.params().get("changes").forEach(entry -> listener.accept(entry.get(1)));
    }
  }

  /** Names who is called with each notification, on the thread that sends it. */
  final void listen(Consumer<JsonNode> to) {
    listener = to;
  }

  final Model model(String name) {
    return get(Registry.class).model(name).orElseThrow();
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
    return database().writeReturning(ANA, unit -> unit.model(model).create(v(namesAndValues)));
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
    database().write(ANA, work);
    return told();
  }

  /** What the subscriber gets of a unit of work by Ana. */
  final List<JsonNode> heard(Consumer<UnitOfWork> work) {
    notifications();
    database().write(ANA, work);
    return notifications();
  }

  /** What the subscriber got since the last look. */
  final List<JsonNode> notifications() {
    flush();
    List<JsonNode> all = outlet.notifications();
    outlet.clear();
    return all;
  }

  /** The cursors of the commits since the last look. */
  final List<String> cursors() {
    flush();
    return outlet.received("commit").stream().map(c -> c.get("cursor").stringValue()).toList();
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

  static String brief(JsonNode notification) {
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
