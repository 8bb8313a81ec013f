package dev.syncer.core.suite;

import static org.awaitility.Awaitility.await;

import dev.syncer.api.User;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.presence.Activity;
import dev.syncer.core.presence.Topic;
import dev.syncer.rpc.RpcException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * People who speak on channels and join topics in a {@link World}, the observer among them. In the
 * second world of a pair somebody else is there as well, where the observer may never read: nothing
 * tells of them. Chance of its own, so that all else happens as it would without. Used by one
 * thread.
 */
final class WorldMeetings {
  /** Ids of records that there may be, or not. */
  private static final int IDS = 8;

  private final Random random;
  private final RandomModels models;
  private final OracleNode node;
  private final @Nullable WorldSecrets secrets;

  /**
   * @param secrets null in the first world
   */
  WorldMeetings(long seed, RandomModels models, OracleNode node, @Nullable WorldSecrets secrets) {
    this.random = new Random(31 * seed + 7);
    this.models = models;
    this.node = node;
    this.secrets = secrets;
  }

  private List<Model> channels() {
    return models.all().stream().filter(RandomModel::isSynced).map(this::model).toList();
  }

  private Model model(RandomModel model) {
    return node.get(Registry.class).model(model.name()).orElseThrow();
  }

  /** Somebody comes, with a connection of their own; empty if they may not. */
  private Optional<Guest> guest(User user) {
    return node.mayConnect(user) ? Optional.of(new Guest(user)) : Optional.empty();
  }

  private final class Guest {
    final User user;
    final RecordingOutlet outlet = new RecordingOutlet();
    final Connection connection;

    Guest(User user) {
      this.user = user;
      this.connection = node.get(Broker.class).connect(outlet, user);
    }

    void say(Model channel, String text) {
      if (connection.canRead(channel) && connection.maySend(channel)) {
        byte[] message = ('"' + text + '"').getBytes(StandardCharsets.UTF_8);
        connection.send(channel, message, Set.of());
      }
    }

    /** Joins a topic; why not, if that is refused. */
    Optional<String> join(Topic topic, Activity activity) {
      if (!connection.canRead(topic.model())) {
        return Optional.of("no channel");
      }
      try {
        connection.join(topic, activity).orElseThrow().run();
        return Optional.empty();
      } catch (RpcException e) {
        return Optional.of(e.type() + ": " + e.getMessage() + " " + e.context());
      }
    }

    /** The list of a topic that came last; null before any. */
    @Nullable JsonNode list(Topic topic) {
      return outlet.received("presence").stream()
          .filter(list -> list.path("id").asLong(0) == topic.record())
          .filter(list -> list.get("channel").stringValue().endsWith(":" + topic.model().name()))
          .reduce((earlier, later) -> later)
          .orElse(null);
    }
  }

  /** Somebody speaks, now and then. Who hears it is told by their connections. */
  void speak(List<User> users) {
    if (random.nextInt(4) > 0) {
      return;
    }
    User user = random.nextInt(4) == 0 ? User.SYSTEM : users.get(random.nextInt(users.size()));
    List<Model> channels = channels();
    Model channel = channels.get(random.nextInt(channels.size()));
    String text = "hello " + random.nextInt(100);
    Optional<Guest> speaker = guest(user);
    speaker.ifPresent(guest -> guest.say(channel, text));
    node.flush();
    speaker.ifPresent(guest -> guest.connection.close());
  }

  /**
   * Somebody speaks where the observer never reads, in the second world only.
   *
   * @return whether there is such a channel
   */
  boolean speakUnheard() {
    List<Model> unread = channels().stream().filter(each -> isNeverRead(each)).toList();
    if (unread.isEmpty()) {
      return false;
    }
    Guest guest = new Guest(User.SYSTEM);
    unread.forEach(channel -> guest.say(channel, "unheard"));
    node.flush();
    guest.connection.close();
    return true;
  }

  private boolean isNeverRead(Model model) {
    return secrets != null && secrets.isNeverRead(model.name());
  }

  /**
   * All join the same topics, the observer last, so that each list comes once and whole.
   *
   * @param told what the observer is told of each topic
   * @return whether somebody joined one where the observer may never be, in the second world only
   */
  boolean meet(List<User> users, User observer, Consumer<String> told) {
    List<Guest> guests = new ArrayList<>();
    users.forEach(user -> guest(user).ifPresent(guests::add));
    guest(User.SYSTEM).ifPresent(guests::add);
    List<Topic> topics = topics();
    Map<Topic, Set<Long>> there = new LinkedHashMap<>();
    for (Topic topic : topics) {
      for (Guest guest : guests) {
        Activity activity = random.nextBoolean() ? Activity.EDITING : Activity.VIEWING;
        if (guest.join(topic, activity).isEmpty()) {
          there.computeIfAbsent(topic, any -> new TreeSet<>()).add(guest.user.id());
        }
      }
    }
    boolean isUnseen = meetUnseen(guests);
    node.flush();
    guest(observer).ifPresent(guest -> tell(guest, topics, there, told));
    guests.forEach(each -> each.connection.close());
    return isUnseen;
  }

  private List<Topic> topics() {
    List<Topic> topics = new ArrayList<>();
    for (Model model : channels()) {
      topics.add(new Topic(model, 0));
      topics.add(new Topic(model, 1 + random.nextInt(IDS)));
      topics.add(new Topic(model, 1 + random.nextInt(IDS)));
    }
    return topics.stream().distinct().toList();
  }

  /** In the second world somebody is also wherever the observer may never be. */
  private boolean meetUnseen(List<Guest> guests) {
    if (secrets == null) {
      return false;
    }
    Guest guest = new Guest(User.SYSTEM);
    guests.add(guest);
    boolean isSomewhere = false;
    for (Model model : channels()) {
      for (long id = isNeverRead(model) ? 0 : 1; id <= IDS; id++) {
        if (isNeverRead(model) || secrets.isNeverSeen(model.name(), id)) {
          isSomewhere |= guest.join(new Topic(model, id), Activity.EDITING).isEmpty();
        }
      }
    }
    return isSomewhere;
  }

  /** A list that waits for its turn comes; those before it are a matter of time. */
  private void tell(
      Guest observer, List<Topic> topics, Map<Topic, Set<Long>> there, Consumer<String> told) {
    List<Topic> joined = new ArrayList<>();
    for (Topic topic : topics) {
      Optional<String> refusal = observer.join(topic, Activity.VIEWING);
      refusal.ifPresent(why -> told.accept("topic " + topic.record() + " refused " + why));
      if (refusal.isEmpty()) {
        joined.add(topic);
        there.computeIfAbsent(topic, any -> new TreeSet<>()).add(observer.user.id());
      }
    }
    for (Topic topic : joined) {
      Set<Long> expected = Objects.requireNonNull(there.get(topic));
      await()
          .pollInterval(Duration.ofMillis(2))
          .atMost(Duration.ofSeconds(60))
          .until(() -> expected.equals(ids(observer.list(topic))));
      told.accept("PRESENCE " + observer.list(topic));
    }
    observer.connection.close();
  }

  private static Set<Long> ids(@Nullable JsonNode list) {
    Set<Long> ids = new TreeSet<>();
    if (list != null) {
      list.get("users").forEach(user -> ids.add(user.get("id").longValue()));
    }
    return ids;
  }
}
