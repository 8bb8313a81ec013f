package dev.syncer.core.suite;

import static dev.syncer.api.Values.values;
import static org.awaitility.Awaitility.await;

import com.google.inject.Injector;
import com.google.inject.Module;
import dev.syncer.api.Database;
import dev.syncer.api.Filter;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.model.Registry;
import dev.syncer.core.shape.ShapeRequest;
import dev.syncer.testkit.base.Received;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A shop with a clerk and a manager, and subscribers that say in short what they are told. */
public abstract class ShapesFixture {
  @TempDir Path directory;
  private @Nullable Injector injector;
  ShapesModule module = new ShapesModule(false);
  long clerk;
  long manager;

  /** The Guice module of the store under test, which keeps its files in the directory. */
  protected abstract Module store(Path directory);

  SyncerOptions.Builder options() {
    return SyncerOptions.builder().snapshotChunk(7).overflow(50);
  }

  @BeforeEach
  final void open() {
    open(false);
  }

  final void open(boolean hidesUsers) {
    module = new ShapesModule(hidesUsers);
    injector =
        Syncer.builder()
            .options(options().build())
            .models(module)
            .install(HeldStore.over(store(directory), UnaryOperator.identity()))
            .injector();
    get(Syncer.class).open();
    if (clerk == 0) {
      clerk = create("shop.user", v("name", "Cleo", "team", 1, "groups", List.of("clerk")));
      manager = create("shop.user", v("name", "Max", "groups", List.of("manager")));
    }
  }

  @AfterEach
  final void close() {
    get(Syncer.class).close();
  }

  <T> T get(Class<T> type) {
    return Objects.requireNonNull(injector).getInstance(type);
  }

  Database database() {
    return get(Syncer.class).database();
  }

  static Values v(@Nullable Object... namesAndValues) {
    Values values = values();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values = values.with(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return values;
  }

  void run(Consumer<UnitOfWork> work) {
    database().write(User.SYSTEM, work);
  }

  long create(String model, Values values) {
    return database().writeReturning(User.SYSTEM, unit -> unit.model(model).create(values));
  }

  long createAs(User user, String model, Values values) {
    return database().writeReturning(user, unit -> unit.model(model).create(values));
  }

  void write(String model, long id, Values values) {
    run(unit -> unit.model(model).write(id, values));
  }

  Client client(long user) {
    return new Client(new User(user, "user " + user, Instant.EPOCH));
  }

  ShapeRequest request(String model, Filter filter) {
    return new ShapeRequest(
        get(Registry.class).model(model).orElseThrow(), filter, null, List.of(), null);
  }

  ShapeRequest all(String model) {
    return request(model, Filter.all());
  }

  /** A subscriber, and what it was told since the last look, in short. */
  final class Client {
    final RecordingOutlet outlet = new RecordingOutlet();
    final Connection connection;

    /** Of the subscriptions that were told something of. */
    final Set<String> names = new LinkedHashSet<>();

    Client(User user) {
      connection = get(Broker.class).connect(outlet, user);
    }

    SubscribeAnswer subscribe(ShapeRequest request) {
      return subscribe(request, null, false);
    }

    SubscribeAnswer subscribe(ShapeRequest request, @Nullable String cursor, boolean snapshot) {
      return subscribe(new SubscribeRequest(request, cursor, snapshot)).get(0);
    }

    List<SubscribeAnswer> subscribe(SubscribeRequest... requests) {
      CompletableFuture<List<SubscribeAnswer>> answer = new CompletableFuture<>();
      connection.subscribe(List.of(requests), answer::complete);
      return answer.join();
    }

    void awaitNotification() {
      await().until(() -> !outlet.notifications().isEmpty());
    }

    /** After all commits up to now have reached it, also where it catches up. */
    List<String> told() {
      create("shop.user", v("name", "somebody"));
      String head = get(Broker.class).cursor(head());
      await()
          .until(
              () -> {
                get(Broker.class).flushed().toCompletableFuture().join();
                return connection.cursor().equals(head);
              });
      List<String> told = outlet.received().stream().flatMap(f -> brief(f).stream()).toList();
      outlet
          .received("commit")
          .forEach(f -> f.get("changes").forEach(each -> names.add(each.get(0).stringValue())));
      outlet.clear();
      return told;
    }
  }

  long head() {
    return get(dev.syncer.core.spi.Store.class).read(transaction -> transaction.head());
  }

  public static List<String> brief(Received frame) {
    List<String> brief = new ArrayList<>();
    switch (frame.kind()) {
      case "commit" ->
          frame.params().get("changes").forEach(entry -> brief.add(brief(entry.get(1))));
      case "snapshot" ->
          frame.params().get("records").forEach(record -> brief.add("has " + record.get("name")));
      case "reset" -> brief.add("reset " + frame.params().get("reason").stringValue());
      default -> {}
    }
    return brief;
  }

  static String brief(JsonNode notification) {
    JsonNode payload = notification.get(1);
    JsonNode data = payload.get("data");
    String method = payload.get("method").stringValue();
    return method
        + " "
        + payload.get("record_name").stringValue()
        + (payload.has("left") ? " left" : "")
        + (method.equals("write") ? " " + data : "");
  }
}
