package dev.syncer.core.suite;

import com.google.inject.Module;
import dev.syncer.api.Database;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.log.Retention;
import dev.syncer.core.model.Registry;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.spi.Store;
import dev.syncer.rpc.RpcException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * One seed of {@link SubscriptionsOracleContract}: random models with random rights, some users
 * with a few clients each, and a few dozen steps in which records and rights change, connections
 * break and come back, readers stop, the log loses its oldest commits and the node starts anew.
 */
public final class SubscriptionHistory {
  private static final int STEPS = 30;

  private final long seed;
  private final Random random;
  private final RandomModels models;
  private final OracleNode node;
  private final OracleClients makes;
  private final SubscriptionTampering tampering;
  private final List<OracleClient> clients = new ArrayList<>();
  private final List<User> users = new ArrayList<>();

  /** For each user the positions of the commits that changed their record. */
  private final Map<Long, List<Long>> rightsChanges = new LinkedHashMap<>();

  private final OracleCheck check;
  private int commits;
  private int comparisons;
  private String step = "the beginning";
  private Optional<String> found = Optional.empty();

  /** Clients that the broker hands their frames itself. */
  public SubscriptionHistory(long seed, Module store, SubscriptionTampering tampering) {
    this(seed, store, tampering, BrokerOracleClient::new);
  }

  /**
   * @param makes the clients
   * @param doors what lets them in, if they come from outside
   */
  public SubscriptionHistory(
      long seed,
      Module store,
      SubscriptionTampering tampering,
      OracleClients makes,
      Module... doors) {
    this.seed = seed;
    this.random = new Random(seed);
    this.models = new RandomModels(random, new RandomRights(seed));
    this.tampering = tampering;
    this.check = new OracleCheck(models);
    SyncerOptions options =
        SyncerOptions.builder()
            .snapshotChunk(1 + random.nextInt(3))
            .overflow(random.nextInt(4) == 0 ? 2 : 100)
            .frameLimit(4096)
            .outboundShare(BrokerOracleClient.SHARE)
            .retentionCount(random.nextBoolean() ? 1_000_000 : 1 + random.nextInt(8))
            .build();
    this.makes = makes;
    List<Module> installed = new ArrayList<>(List.of(doors));
    installed.add(HeldStore.over(store, tampering::told));
    this.node = new OracleNode(random, models, options, installed.toArray(Module[]::new));
  }

  public int commits() {
    return commits;
  }

  /** How often a view was compared with a read. */
  public int comparisons() {
    return comparisons;
  }

  private <T> T get(Class<T> type) {
    return node.get(type);
  }

  private Database database() {
    return node.database();
  }

  /** Runs it. */
  public SubscriptionHistory run() {
    found = ran();
    return this;
  }

  /** The first fault. */
  public Optional<String> fault() {
    return found;
  }

  private Optional<String> ran() {
    node.start();
    try {
      begin();
      for (int i = 0; i < STEPS; i++) {
        step();
        Optional<String> fault = look();
        if (fault.isPresent()) {
          return Optional.of("seed %d, step %d (%s): %s".formatted(seed, i, step, fault.get()));
        }
      }
      step = "the end";
      clients.forEach(this::comeBack);
      return look().map(fault -> "seed %d, at the end: %s".formatted(seed, fault));
    } catch (RuntimeException | AssertionError e) {
      throw new IllegalStateException("seed " + seed + ", " + step, e);
    } finally {
      clients.forEach(OracleClient::disconnect);
      node.close();
    }
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
    Values values = node.newUser();
    long id =
        database().writeReturning(User.SYSTEM, u -> u.model(RandomRights.USERS).create(values));
    users.add(new User(id, "t", Instant.EPOCH));
  }

  private void addClient() {
    User user = random.nextInt(8) == 0 ? User.SYSTEM : node.any(users);
    if (!makes.admits(user) || !node.mayConnect(user)) {
      return;
    }
    OracleClient client = makes.client(user, tampering);
    connect(client, random.nextInt(4) > 0);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      subscribe(client);
    }
    clients.add(client);
  }

  private void subscribe(OracleClient client) {
    RandomShapeRequest request = node.anyRequest();
    boolean isKnown = client.subscriptions().stream().anyMatch(s -> s.request.equals(request));
    if (!isKnown) {
      client.subscribe(node, request);
    }
  }

  private void connect(OracleClient client, boolean isReading) {
    client.connect(node, isReading, cursor -> hasChangedSince(client.user(), cursor));
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
    boolean isHeld = random.nextBoolean() && !makes.awaitsAnswers();
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
      work(node.any(users));
    } else if (chance < 63) {
      step = "change of rights";
      for (int i = random.nextInt(3) == 0 ? 2 : 1; i > 0; i--) {
        changeRights(node.any(users));
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
      clientStep(node.any(clients), chance);
    }
  }

  private void clientStep(OracleClient client, int chance) {
    if (!client.isConnected()) {
      step = "come back";
      if (node.mayConnect(client.user())) {
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
      client.subscribeAgain(node, node.any(client.subscriptions()));
    } else {
      step = "unsubscribe";
      client.unsubscribe(node, node.any(client.subscriptions()));
    }
  }

  private void comeBack(OracleClient client) {
    if (client.isConnected()) {
      client.readAgain();
    } else if (node.mayConnect(client.user())) {
      connect(client, true);
    }
  }

  private void work(User user) {
    try {
      database().write(user, unit -> new RandomWork(random, models, unit).run());
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
    Values change = node.otherRights();
    try {
      database()
          .write(User.SYSTEM, unit -> unit.model(RandomRights.USERS).write(user.id(), change));
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
    node.close();
    node.start();
  }

  /** What is wrong now, for those who read. */
  private Optional<String> look() {
    node.flush();
    clients.forEach(this::lookIfSentAway);
    for (OracleClient client : clients) {
      if (!client.isConnected() || !client.isReading()) {
        if (!client.faults().isEmpty()) {
          return Optional.of(client.faults().get(0));
        }
        continue;
      }
      comparisons += client.subscriptions().size();
      Optional<String> different = client.settled(node, () -> difference(client));
      Optional<String> fault =
          leak(client)
              .or(() -> client.faults().stream().findFirst())
              .or(() -> different)
              .map(each -> client.user() + ": " + each);
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  private Optional<String> leak(OracleClient client) {
    return check.leak(
        get(Store.class),
        get(Registry.class),
        get(Rights.class),
        client.user(),
        client.takeDelivered().stream()
            .map(each -> new OracleCheck.Delivered(position(each.cursor()), each.notification()))
            .toList());
  }

  private Optional<String> difference(OracleClient client) {
    return client.subscriptions().stream()
        .flatMap(
            each ->
                check
                    .fault(
                        database(), node.refuses(client.user(), each.request), client.user(), each)
                    .map(fault -> each.request + ": " + fault)
                    .stream())
        .findFirst();
  }

  private void lookIfSentAway(OracleClient client) {
    if (client.isConnected() && client.isSentAway()) {
      client.disconnect();
    }
  }

  private long position(String cursor) {
    return get(Broker.class).position(cursor).orElse(0);
  }
}
