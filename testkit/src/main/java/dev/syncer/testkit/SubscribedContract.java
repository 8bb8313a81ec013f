package dev.syncer.testkit;

import com.google.inject.Injector;
import com.google.inject.Module;
import dev.syncer.api.Database;
import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A node on the store under test, and one client that is subscribed to all that it may see. */
abstract class SubscribedContract {
  @TempDir Path directory;
  private final RecordingOutlet outlet = new RecordingOutlet(this::heard);
  private Consumer<JsonNode> listener = notification -> {};
  private @Nullable Injector injector;

  /** The Guice module of the store under test, which keeps its files in the directory. */
  protected abstract Module store(Path directory);

  abstract ModelModule[] modules();

  @BeforeEach
  void open() {
    injector = Syncer.builder().models(modules()).install(store(directory)).injector();
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

  private void heard(RecordingOutlet.Received frame) {
    if (frame.kind().equals("commit")) {
      frame.params().get("changes").forEach(entry -> listener.accept(entry.get(1)));
    }
  }

  /** Called with each notification on the thread that sends it, before the test sees it. */
  final void listen(Consumer<JsonNode> to) {
    listener = to;
  }

  final <T> T get(Class<T> type) {
    return Objects.requireNonNull(injector).getInstance(type);
  }

  final Model model(String name) {
    return get(Registry.class).model(name).orElseThrow();
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

  final long create(String model, Object... namesAndValues) {
    return database().write(User.SYSTEM, unit -> unit.model(model).create(v(namesAndValues)));
  }

  final ModelRecord read(String model, long id) {
    return database().read(User.SYSTEM, unit -> unit.model(model).get(id));
  }

  /** What the client got since it was last asked. */
  final List<JsonNode> notifications() {
    get(Broker.class).flushed().toCompletableFuture().join();
    List<JsonNode> all = outlet.notifications();
    outlet.clear();
    return all;
  }

  /** The cursors of the commits that came, in order. */
  final List<String> cursors() {
    get(Broker.class).flushed().toCompletableFuture().join();
    return outlet.received("commit").stream().map(c -> c.get("cursor").stringValue()).toList();
  }

  /** What the client got of one unit of work. */
  final List<JsonNode> heard(User user, Consumer<UnitOfWork> work) {
    notifications();
    database().run(user, work);
    return notifications();
  }

  /** What the client got of one unit of work, in short. */
  final List<String> told(Consumer<UnitOfWork> work) {
    return heard(User.SYSTEM, work).stream().map(SubscribedContract::brief).sorted().toList();
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
