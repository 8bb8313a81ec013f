package dev.syncer.testkit;

import static dev.syncer.api.Values.values;

import com.google.inject.Injector;
import com.google.inject.Module;
import dev.syncer.api.Database;
import dev.syncer.api.Filter;
import dev.syncer.api.Query;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A node with random models and rights, on which random tests act. Used by one thread. */
final class OracleNode {
  private final Random random;
  private final RandomModels models;
  private final SyncerOptions options;
  private final Module[] installed;
  private @Nullable Injector injector;

  /**
   * @param installed the store, and what else the node is made of
   */
  OracleNode(Random random, RandomModels models, SyncerOptions options, Module... installed) {
    this.random = random;
    this.models = models;
    this.options = options;
    this.installed = installed;
  }

  void start() {
    injector = Syncer.builder().options(options).models(models).install(installed).injector();
    get(Syncer.class).open();
  }

  void close() {
    get(Syncer.class).close();
  }

  <T> T get(Class<T> type) {
    return Objects.requireNonNull(injector).getInstance(type);
  }

  Database database() {
    return get(Syncer.class).database();
  }

  /** One of the choices. */
  <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** A user's record, which is to be created. */
  Values newUser() {
    return values()
        .with("name", "t" + random.nextInt(3))
        .with("n0", (long) random.nextInt(3))
        .with("groups", groups());
  }

  private List<String> groups() {
    return RandomRights.GROUPS.stream().filter(group -> random.nextInt(5) < 3).toList();
  }

  /** What is to be written to a user's record so that they may do something else. */
  Values otherRights() {
    return switch (random.nextInt(6)) {
      case 0 -> values().with("active", random.nextInt(3) > 0);
      case 1, 2 -> values().with("n0", (long) random.nextInt(3));
      default -> values().with("groups", groups());
    };
  }

  /** What somebody might subscribe to. */
  RandomWish anyWish() {
    return RandomWish.of(random, any(models.all().stream().filter(RandomModel::isSynced).toList()));
  }

  boolean mayConnect(User user) {
    Filter active = Filter.where("id", "=", user.id()).and(Filter.where("active", "=", true));
    return user.isSystem()
        || database()
            .read(
                User.SYSTEM,
                unit -> unit.model(RandomRights.USERS).count(Query.all().where(active)) == 1);
  }

  /** Waits until the broker has done all that it was given. */
  void flush() {
    get(Broker.class).flushed().toCompletableFuture().join();
  }

  /** Waits until a client is live and has read all, or does not read and has its share. */
  void settle(OracleClient client) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (true) {
      client.takeIn();
      boolean isSettled = client.isSettled();
      flush();
      client.takeIn();
      if (isSettled && client.isSettled()) {
        return;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("a client does not get live");
      }
      Thread.yield();
    }
  }
}
