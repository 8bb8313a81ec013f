package dev.syncer.testkit;

import static dev.syncer.api.Values.values;

import com.google.inject.Injector;
import com.google.inject.Module;
import dev.syncer.api.Database;
import dev.syncer.api.Query;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.change.Retention;
import dev.syncer.core.model.Registry;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.spi.Store;
import dev.syncer.rpc.RpcException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One seed of {@link SubscriptionsOracleContract}: random models with random rights, some users
 * with a few clients each, and a few dozen steps in which records and rights change, connections
 * break and come back, readers stop, the log loses its oldest commits and the node starts anew.
 */
final class SubscriptionHistory {
  private static final int STEPS = 30;

  private final long seed;
  private final Random random;
  private final RandomModels models;
  private final Module store;
  private final SubscriptionTampering tampering;
  private final SyncerOptions options;
  private final List<OracleClient> clients = new ArrayList<>();
  private final List<User> users = new ArrayList<>();

  /** For each user the positions of the commits that changed their record. */
  private final Map<Long, List<Long>> rightsChanges = new LinkedHashMap<>();

  private final OracleCheck check;
  private @Nullable Injector injector;
  private int commits;
  private int comparisons;
  private String step = "the beginning";

  SubscriptionHistory(long seed, Module store, SubscriptionTampering tampering) {
    this.seed = seed;
    this.random = new Random(seed);
    this.models = new RandomModels(random, new RandomRights(seed));
    this.store = store;
    this.tampering = tampering;
    this.check = new OracleCheck(models);
    this.options =
        SyncerOptions.builder()
            .snapshotChunk(1 + random.nextInt(3))
            .overflow(random.nextInt(4) == 0 ? 2 : 100)
            .frameLimit(4096)
            .outboundShare(64 * 1024)
            .retentionCount(random.nextBoolean() ? 1_000_000 : 1 + random.nextInt(8))
            .build();
  }

  int commits() {
    return commits;
  }

  /** How often a view was compared with a read. */
  int comparisons() {
    return comparisons;
  }

  private <T> T get(Class<T> type) {
    return Objects.requireNonNull(injector).getInstance(type);
  }

  private Database database() {
    return get(Syncer.class).database();
  }

  /** Runs it, and answers the first fault. */
  Optional<String> run() {
    start();
    try {
      begin();
      for (int i = 0; i < STEPS; i++) {
        step();
        Optional<String> fault = fault();
        if (fault.isPresent()) {
          return Optional.of("seed %d, step %d (%s): %s".formatted(seed, i, step, fault.get()));
        }
      }
      step = "the end";
      clients.forEach(this::comeBack);
      return fault().map(fault -> "seed %d, at the end: %s".formatted(seed, fault));
    } catch (RuntimeException | AssertionError e) {
      throw new IllegalStateException("seed " + seed + ", " + step, e);
    } finally {
      get(Syncer.class).close();
    }
  }

  private void start() {
    injector =
        Syncer.builder()
            .options(options)
            .models(models)
            .install(HeldStore.over(store, tampering::told))
            .injector();
    get(Syncer.class).open();
  }

  private void begin() {
    for (int i = 0; i < 2 + random.nextInt(2); i++) {
      addUser();
    }
    for (int i = 0; i < 3; i++) {
      work(User.SYSTEM);
    }
    for (int i = 0; i < 2 + random.nextInt(3); i++) {
      addClient();
    }
  }

  private void addUser() {
    Values values =
        values().with("name", "t" + random.nextInt(3)).with("n0", (long) random.nextInt(3));
    Values with = values.with("groups", groups());
    long id = database().write(User.SYSTEM, u -> u.model(RandomRights.USERS).create(with));
    users.add(new User(id, "t", Instant.EPOCH));
  }

  private List<String> groups() {
    return RandomRights.GROUPS.stream().filter(group -> random.nextInt(5) < 3).toList();
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private void addClient() {
    User user = random.nextInt(8) == 0 ? User.SYSTEM : any(users);
    if (!mayConnect(user)) {
      return;
    }
    OracleClient client = new OracleClient(user, tampering);
    connect(client, random.nextInt(4) > 0);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      subscribe(client);
    }
    clients.add(client);
  }

  private void subscribe(OracleClient client) {
    List<RandomModel> synced = models.all().stream().filter(RandomModel::isSynced).toList();
    RandomWish wish = RandomWish.of(random, any(synced));
    boolean isKnown = client.subscriptions().stream().anyMatch(s -> s.wish.equals(wish));
    if (!isKnown) {
      client.subscribe(get(Registry.class), wish);
    }
  }

  private boolean mayConnect(User user) {
    return user.isSystem()
        || database()
            .read(
                User.SYSTEM,
                unit ->
                    unit.model(RandomRights.USERS)
                            .search(Query.where("id", "=", user.id()).where(activeFilter()))
                            .size()
                        == 1);
  }

  private static dev.syncer.api.Filter activeFilter() {
    return dev.syncer.api.Filter.where("active", "=", true);
  }

  private void connect(OracleClient client, boolean isReading) {
    client.connect(
        get(Broker.class),
        get(Registry.class),
        isReading,
        cursor -> hasChangedSince(client.user(), cursor));
  }

  private boolean hasChangedSince(User user, String cursor) {
    long position = get(Broker.class).position(cursor).orElse(0);
    return rightsChanges.getOrDefault(user.id(), List.of()).stream().anyMatch(at -> at > position);
  }

  private void step() {
    if (random.nextInt(6) > 0) {
      step(random.nextInt(100));
      return;
    }
    boolean isHeld = random.nextBoolean();
    if (isHeld) {
      get(HeldStore.class).hold();
    }
    List<String> steps = new ArrayList<>();
    for (int i = 2 + random.nextInt(4); i > 0; i--) {
      step(random.nextInt(100));
      steps.add(step);
    }
    step = (isHeld ? "unheard: " : "at once: ") + steps;
    get(HeldStore.class).release();
  }

  private void step(int chance) {
    if (chance < 40) {
      step = "work";
      for (int i = random.nextInt(3) == 0 ? 3 : 1; i > 0; i--) {
        work(User.SYSTEM);
      }
    } else if (chance < 50) {
      step = "work of a user";
      work(any(users));
    } else if (chance < 63) {
      step = "change of rights";
      for (int i = random.nextInt(3) == 0 ? 2 : 1; i > 0; i--) {
        changeRights(any(users));
      }
    } else if (chance < 66) {
      step = "retention";
      get(Retention.class).prune();
    } else if (chance < 68) {
      step = "restart";
      restart();
    } else if (chance < 72) {
      step = "new client";
      addClient();
    } else if (!clients.isEmpty()) {
      clientStep(any(clients), chance);
    }
  }

  private void clientStep(OracleClient client, int chance) {
    if (!client.isConnected()) {
      step = "come back";
      if (mayConnect(client.user())) {
        connect(client, random.nextInt(3) > 0);
      }
    } else if (chance < 80) {
      step = "disconnect";
      client.read(random.nextInt(3));
      client.disconnect();
    } else if (chance < 90) {
      if (client.isReading()) {
        step = "stop reading";
        client.stopReading();
      } else {
        step = "read again";
        client.readAgain();
      }
    } else if (chance < 94) {
      step = "read some";
      client.read(1 + random.nextInt(3));
    } else if (chance < 96 || client.subscriptions().isEmpty()) {
      step = "subscribe";
      subscribe(client);
    } else if (chance < 97) {
      step = "subscribe again";
      client.subscribeAgain(get(Registry.class), any(client.subscriptions()));
    } else {
      step = "unsubscribe";
      client.unsubscribe(any(client.subscriptions()));
    }
  }

  private void comeBack(OracleClient client) {
    if (client.isConnected()) {
      client.readAgain();
    } else if (mayConnect(client.user())) {
      connect(client, true);
    }
  }

  private void work(User user) {
    try {
      database().run(user, unit -> new RandomWork(random, models, unit).run());
      commits++;
    } catch (RpcException e) {
      // refused: nothing has changed
    } catch (IllegalStateException e) {
      if (!RandomWork.ON_PURPOSE.equals(e.getMessage())) {
        throw e;
      }
    }
    noteRights();
  }

  private void changeRights(User user) {
    Values change =
        switch (random.nextInt(6)) {
          case 0 -> values().with("active", random.nextInt(3) > 0);
          case 1, 2 -> values().with("n0", (long) random.nextInt(3));
          default -> values().with("groups", groups());
        };
    try {
      database().run(User.SYSTEM, unit -> unit.model(RandomRights.USERS).write(user.id(), change));
    } catch (RpcException e) {
      // the user is gone
    }
    noteRights();
  }

  private void noteRights() {
    get(Store.class)
        .read(
            transaction -> {
              for (User user : users) {
                transaction
                    .log(get(Registry.class).model(RandomRights.USERS).orElseThrow(), user.id(), 1)
                    .forEach(
                        commit ->
                            rightsChanges
                                .computeIfAbsent(user.id(), id -> new ArrayList<>())
                                .add(commit.position()));
              }
              return true;
            });
    check.look(database(), users);
  }

  private void restart() {
    clients.forEach(OracleClient::disconnect);
    get(HeldStore.class).release();
    get(Syncer.class).close();
    start();
  }

  /** What is wrong now, for those who read. */
  private Optional<String> fault() {
    flush();
    clients.forEach(this::lookIfSentAway);
    for (OracleClient client : clients) {
      if (!client.isConnected() || !client.isReading()) {
        if (!client.faults().isEmpty()) {
          return Optional.of(client.faults().get(0));
        }
        continue;
      }
      settle(client);
      Optional<String> leak =
          check.leak(
              get(Store.class),
              get(Registry.class),
              get(Rights.class),
              client.user(),
              client.takeDelivered().stream()
                  .map(
                      each ->
                          new OracleCheck.Delivered(position(each.cursor()), each.notification()))
                  .toList());
      if (leak.isPresent()) {
        return leak;
      }
      if (!client.faults().isEmpty()) {
        return Optional.of(client.user() + ": " + client.faults().get(0));
      }
      for (OracleSubscription subscription : client.subscriptions()) {
        comparisons++;
        Optional<String> fault =
            check.fault(
                database(),
                client.refuses(get(Registry.class), subscription),
                client.user(),
                subscription);
        if (fault.isPresent()) {
          return Optional.of(client.user() + ", " + subscription.wish + ": " + fault.orElseThrow());
        }
      }
    }
    return Optional.empty();
  }

  private void lookIfSentAway(OracleClient client) {
    if (client.isConnected() && client.isSentAway()) {
      client.disconnect();
    }
  }

  private long position(String cursor) {
    return get(Broker.class).position(cursor).orElse(0);
  }

  private void flush() {
    get(Broker.class).flushed().toCompletableFuture().join();
  }

  private void settle(OracleClient client) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (true) {
      client.read(Integer.MAX_VALUE);
      boolean isLive = client.isLive();
      flush();
      client.read(Integer.MAX_VALUE);
      if (isLive && client.isLive()) {
        return;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("a client does not get live");
      }
      Thread.yield();
    }
  }
}
