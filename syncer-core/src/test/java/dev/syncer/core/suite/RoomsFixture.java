package dev.syncer.core.suite;

import static dev.syncer.api.Values.values;

import com.google.inject.Injector;
import com.google.inject.Module;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A node with {@link RoomsModule} for each test, and people with their connections. */
abstract class RoomsFixture {
  static final int USERS_AT_A_PLACE = 3;

  @TempDir Path directory;
  private @Nullable Injector injector;

  protected abstract Module store(Path directory);

  @BeforeEach
  final void open() {
    injector =
        Syncer.builder()
            .options(options(SyncerOptions.builder().snapshotChunk(7)).build())
            .models(new RoomsModule())
            .install(store(directory))
            .injector();
    get(Syncer.class).open();
  }

  SyncerOptions.Builder options(SyncerOptions.Builder options) {
    return options;
  }

  @AfterEach
  final void close() {
    get(Syncer.class).close();
  }

  final <T> T get(Class<T> type) {
    return Objects.requireNonNull(injector).getInstance(type);
  }

  final Model model(String name) {
    return get(Registry.class).model(name).orElseThrow();
  }

  final void flush() {
    get(Broker.class).flushed().toCompletableFuture().join();
  }

  final long create(String model, Values values) {
    return get(Syncer.class)
        .database()
        .writeReturning(User.SYSTEM, unit -> unit.model(model).create(values));
  }

  final void write(String model, long id, String field, @Nullable Object value) {
    get(Syncer.class)
        .database()
        .write(User.SYSTEM, unit -> unit.model(model).write(id, values().with(field, value)));
  }

  final void unlink(String model, long id) {
    get(Syncer.class).database().write(User.SYSTEM, unit -> unit.model(model).unlink(id));
  }

  /** A new user of a team; their id. */
  final long user(String name, int team, String... groups) {
    return create(
        "talk.user",
        values().with("name", name).with("team", team).with("groups", List.of(groups)));
  }

  /** A new room of a team; its id. */
  final long room(String name, int team) {
    return create("talk.room", values().with("name", name).with("team", team));
  }

  final Client client(long user) {
    return new Client(new User(user, "user " + user, Instant.EPOCH));
  }

  /** A connection of somebody. */
  final class Client {
    private final User user;
    final RecordingOutlet outlet = new RecordingOutlet();
    final Connection connection;

    Client(User user) {
      this.user = user;
      connection = get(Broker.class).connect(outlet, user);
    }

    long user() {
      return user.id();
    }

    SubscribeAnswer subscribe(String model) {
      return subscribe(model, null);
    }

    SubscribeAnswer subscribe(String model, @Nullable String cursor) {
      CompletableFuture<List<SubscribeAnswer>> answer = new CompletableFuture<>();
      connection.subscribe(
          List.of(new SubscribeRequest(model(model), cursor, false)), answer::complete);
      return answer.join().get(0);
    }
  }
}
