package dev.syncer.core.suite;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.multibindings.OptionalBinder;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.log.Retention;
import dev.syncer.rpc.RpcException;
import dev.syncer.testkit.base.MovableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One of two worlds of {@link NoninterferenceContract}: random models, rights, users and work, all
 * by the seed, and an observer who reads, writes and subscribes. All that the observer is told is
 * kept as text, without cursors; time stands still but for steps of the test, so it is the same in
 * both.
 *
 * <p>Each step is over before the next begins, for what comes in which frame is a matter of time
 * else.
 */
final class World {
  private static final int STEPS = 26;
  private static final int DEEDS = 4;
  private static final Duration LATER = Duration.ofMinutes(25);

  /** Of the databases of both worlds, so that the same is called the same. */
  private static final String SECRET = "5e".repeat(32);

  private final Random random;
  private final RandomRights rights;
  private final RandomModels models;
  private final WorldTampering tampering;
  private final @Nullable WorldSecrets secrets;
  private final @Nullable WorldDeeds deeds;
  private final boolean hasDeeds;

  /** In a third of the worlds: a list has to wait for its turn. */
  private final boolean hasMeeting;

  private final WorldTrace trace = new WorldTrace();
  private final MovableClock clock = new MovableClock();
  private final OracleNode node;
  private final List<User> users = new ArrayList<>();

  /** Those whose rights change. */
  private final List<User> mayChange = new ArrayList<>();

  private final List<BrokerOracleClient> clients = new ArrayList<>();
  private final WorldReceipts received = new WorldReceipts();
  private final WorldReads reads;
  private final WorldTwins twins;
  private final WorldMeetings meetings;

  /** Whether what comes is of commits that the broker has heard of together. */
  private boolean isAtOnce;

  /**
   * @param secrets what is another in this world; null in the first
   * @param hasDeeds whether hidden fields are written in the second world only
   */
  World(
      long seed,
      Module store,
      WorldTampering tampering,
      @Nullable WorldSecrets secrets,
      boolean hasDeeds) {
    this.random = new Random(seed);
    this.rights = new RandomRights(seed, 2);
    this.models = new RandomModels(random, rights);
    this.tampering = tampering;
    this.secrets = secrets;
    this.hasDeeds = hasDeeds;
    this.hasMeeting = seed % 3 == 0;
    SyncerOptions options =
        SyncerOptions.builder()
            .snapshotChunk(1 + random.nextInt(3))
            .overflow(random.nextInt(4) == 0 ? 2 : 100)
            .frameLimit(4096)
            .outboundShare(BrokerOracleClient.SHARE)
            .retentionAge(Duration.ofHours(1))
            .build();
    Module time =
        new AbstractModule() {
          @Override
          protected void configure() {
            OptionalBinder.newOptionalBinder(binder(), Clock.class).setBinding().toInstance(clock);
          }
        };
    this.node =
        new OracleNode(
            random,
            models,
            options,
            HeldStore.over(
                store,
                commit -> {
                  trace.add(commit);
                  return commit;
                },
                SECRET),
            time);
    this.deeds = secrets == null ? null : new WorldDeeds(seed, node, secrets, hasDeeds);
    this.twins = new WorldTwins(random, models, rights, node, secrets);
    this.meetings = new WorldMeetings(seed, models, node, secrets);
    this.reads = new WorldReads(random, models, node, tampering, hasDeeds);
  }

  RandomModels models() {
    return models;
  }

  RandomRights rights() {
    return rights;
  }

  WorldTrace trace() {
    return trace;
  }

  OracleNode node() {
    return node;
  }

  User observer() {
    return users.get(0);
  }

  /** What the observer was told, in order. */
  List<String> received() {
    return received.all();
  }

  /** Runs it; {@link #close} ends it. */
  void run() {
    node.start();
    begin();
    for (int i = 0; i < STEPS; i++) {
      step(random.nextInt(100));
      settle();
      meetings.speak(users);
      settle();
      if (random.nextInt(3) == 0) {
        reads.as(observer(), received::add);
      }
    }
    // At the end, for work that comes to nothing in one world may come to something in the other.
    for (int i = 0; i < DEEDS; i++) {
      deed();
      settle();
      reads.as(observer(), received::add);
    }
    clients.forEach(this::comeBack);
    settle();
    if (hasMeeting) {
      meet();
    }
  }

  private void meet() {
    meetings.speak(users);
    boolean isUnheard = meetings.speakUnheard();
    settle();
    boolean isUnseen =
        meetings.meet(users, observer(), told -> received.add(tampering.told(told, node)));
    received.add(tampering.unnoticed(isUnheard, isUnseen));
  }

  private void deed() {
    if (deeds != null && deeds.step() && tampering == WorldTampering.HIDDEN_CHANGE_TOLD) {
      received.add(0, "COMMIT {}");
    }
  }

  private void others(boolean areThere) {
    if (deeds != null && areThere) {
      deeds.arrive(models);
      received.othersAreTold(tampering == WorldTampering.OTHERS_COUNTED);
    } else if (deeds != null) {
      deeds.leave();
    }
  }

  void close() {
    others(false);
    clients.forEach(OracleClient::disconnect);
    node.close();
  }

  private void begin() {
    for (int i = 0; i < 2 + random.nextInt(2); i++) {
      Values values = i > 0 ? node.newUser() : node.newUser().with("groups", groups());
      List<Long> ids = new ArrayList<>();
      work(User.SYSTEM, unit -> ids.add(unit.model(RandomRights.USERS).create(values)));
      users.add(new User(ids.get(0), "t", Instant.EPOCH));
    }
    work(User.SYSTEM, twins::begin);
    twins.unlinkWhatIsMore();
    for (int i = 0; i < 4; i++) {
      work(User.SYSTEM);
      work(User.SYSTEM, twins::step);
    }
    // Who had many rights over time has few secrets.
    mayChange.addAll(random.nextInt(3) == 0 ? users : users.subList(1, users.size()));
    others(true);
    addClient(observer());
    addClient(observer());
    addClient(random.nextBoolean() ? User.SYSTEM : node.any(users));
    settle();
  }

  /** The observer is in all groups but one: else they would see nothing, or there is no secret. */
  private List<String> groups() {
    List<String> groups = new ArrayList<>(RandomRights.GROUPS);
    groups.remove(random.nextInt(groups.size()));
    return groups;
  }

  private void addClient(User user) {
    if (!node.mayConnect(user)) {
      return;
    }
    BrokerOracleClient client =
        new BrokerOracleClient(user, SubscriptionTampering.NONE, BrokerOracleClient.SHARE);
    if (user.equals(observer())) {
      int number = clients.size();
      client.tell(told -> received.add(number, tampering.told(told, node, observer(), isAtOnce)));
    }
    connect(client);
    for (RandomModel model : models.all()) {
      if (model.isSynced() && random.nextBoolean()) {
        subscribe(client, RandomShapeRequest.all(model));
      }
    }
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      subscribe(client, node.anyRequest());
    }
    clients.add(client);
  }

  private void connect(OracleClient client) {
    client.connect(node, true, cursor -> true);
  }

  private void subscribe(OracleClient client, RandomShapeRequest any) {
    RandomShapeRequest request = hasDeeds ? any.whateverTheVersion() : any;
    if (client.subscriptions().stream().noneMatch(s -> s.request.equals(request))) {
      client.subscribe(node, request);
    }
  }

  private void step(int chance) {
    if (chance < 12) {
      work(User.SYSTEM, twins::step);
    } else if (chance < 36) {
      work(random.nextInt(4) == 0 ? node.any(users) : User.SYSTEM);
    } else if (chance < 46) {
      workAtOnce();
    } else if (chance < 54) {
      workOfTheObserver();
    } else if (chance < 64) {
      changeRights(node.any(mayChange));
    } else if (chance < 68) {
      clock.advance(LATER);
      node.get(Retention.class).prune();
    } else if (chance < 70) {
      restart();
    } else if (!clients.isEmpty()) {
      clientStep(node.any(clients), chance);
    }
  }

  private void clientStep(OracleClient client, int chance) {
    if (!client.isConnected()) {
      comeBack(client);
    } else if (chance < 82) {
      client.disconnect();
    } else if (chance < 90) {
      if (client.isReading()) {
        client.stopReading();
      } else {
        client.readAgain();
      }
    } else if (chance < 97 || client.subscriptions().isEmpty()) {
      subscribe(client, node.anyRequest());
    } else {
      client.unsubscribe(node, node.any(client.subscriptions()));
    }
  }

  private void comeBack(OracleClient client) {
    if (client.isConnected()) {
      client.readAgain();
    } else if (node.mayConnect(client.user())) {
      connect(client);
    }
  }

  private void restart() {
    others(false);
    clients.forEach(OracleClient::disconnect);
    node.close();
    node.start();
    others(true);
  }

  private void settle() {
    node.flush();
    for (BrokerOracleClient client : clients) {
      if (client.isConnected() && client.isSentAway()) {
        if (client.user().equals(observer())) {
          received.add("sent away");
        }
        client.disconnect();
      }
      client.settle(node);
    }
    received.settle();
    isAtOnce = false;
  }

  private void work(User user) {
    work(user, unit -> new RandomWork(random, models, unit).run());
  }

  /**
   * Commits that the broker hears of together: the first is delivered when the last is there. What
   * is told of them then must not be a matter of time, see {@link WorldBundle}.
   */
  private void workAtOnce() {
    node.get(HeldStore.class).hold();
    WorldBundle bundle = new WorldBundle(node, models, windowed());
    for (int i = 2 + random.nextInt(3); i > 0; i--) {
      work(User.SYSTEM, unit -> bundle.run(unit, () -> new RandomWork(random, models, unit).run()));
    }
    node.get(HeldStore.class).release();
    isAtOnce = true;
  }

  /** The models of which the observer sees a window. */
  private Set<String> windowed() {
    return clients.stream()
        .filter(client -> client.user().equals(observer()))
        .flatMap(client -> client.subscriptions().stream())
        .filter(each -> each.request.limit() != null)
        .map(each -> each.request.model().name())
        .collect(Collectors.toSet());
  }

  private void work(User user, Consumer<UnitOfWork> work) {
    clock.advance(Duration.ofMillis(1));
    int number = trace.begin();
    long before = node.head();
    boolean isTheirs = !users.isEmpty() && user.equals(observer());
    String outcome = "done";
    String answer = "done";
    try {
      node.database()
          .write(
              user,
              unit ->
                  work.accept(
                      new WorldUnit(
                          unit, number, models, trace, isTheirs ? null : secrets, twins)));
    } catch (RpcException e) {
      outcome = String.valueOf(e.type());
      answer = outcome + ": " + e.getMessage() + " " + e.context();
    } catch (IllegalStateException e) {
      if (!RandomWork.ON_PURPOSE.equals(e.getMessage())) {
        throw e;
      }
      outcome = "thrown";
      answer = outcome;
    }
    trace.end(before, node.head(), outcome);
    if (isTheirs) {
      received.add(answer);
    }
  }

  private void workOfTheObserver() {
    work(observer());
  }

  private void changeRights(User user) {
    Values change = node.otherRights();
    work(User.SYSTEM, unit -> unit.model(RandomRights.USERS).write(user.id(), change));
  }
}
