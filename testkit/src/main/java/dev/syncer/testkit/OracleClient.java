package dev.syncer.testkit;

import dev.syncer.api.User;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.FrameKind;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.model.Registry;
import dev.syncer.rpc.RpcException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the oracle: a user's subscriptions over several connections. Used by one thread. */
final class OracleClient {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What a node has to keep for a client that does not read. */
  static final int SHARE = 64 * 1024;

  /** A notification as it came, with the cursor of its commit. */
  record Delivered(String cursor, JsonNode notification) {}

  private final User user;
  private final List<OracleSubscription> subscriptions = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final List<JsonNode> unfinished = new ArrayList<>();
  private final List<Delivered> delivered = new ArrayList<>();
  private final SubscriptionTampering tampering;
  private final int weight;
  private Consumer<String> listener = received -> {};
  private @Nullable Broker broker;
  private QueuedOutlet outlet = new QueuedOutlet(1);
  private @Nullable Connection connection;

  OracleClient(User user, SubscriptionTampering tampering) {
    this(user, tampering, 64);
  }

  /**
   * @param weight what one byte counts that it has not read
   */
  OracleClient(User user, SubscriptionTampering tampering, int weight) {
    this.user = user;
    this.tampering = tampering;
    this.weight = weight;
  }

  User user() {
    return user;
  }

  /** Tells somebody of answers, refusals and frames, as they come; heartbeats are left out. */
  void tell(Consumer<String> whoListens) {
    listener = whoListens;
  }

  List<OracleSubscription> subscriptions() {
    return subscriptions;
  }

  boolean isConnected() {
    return connection != null;
  }

  boolean isReading() {
    return outlet.isReading();
  }

  /** Whether the server has sent it away. */
  boolean isSentAway() {
    return outlet.isClosed();
  }

  List<String> faults() {
    List<String> all = new ArrayList<>(faults);
    subscriptions.forEach(
        each -> each.view.faults().forEach(fault -> all.add(fault + " (" + each.wish + ")")));
    return all;
  }

  /**
   * Connects and goes on with what it had.
   *
   * @param isReading false for a peer that does not read yet
   * @param mayRepeat whether a cursor is from before a change of the user's rights
   */
  void connect(Broker broker, Registry registry, boolean isReading, Predicate<String> mayRepeat) {
    outlet = new QueuedOutlet(weight);
    outlet.reading(isReading);
    this.broker = broker;
    connection = broker.connect(outlet, user);
    List<OracleSubscription> before = List.copyOf(subscriptions);
    subscriptions.clear();
    subscribe(registry, before, mayRepeat);
  }

  void subscribe(Registry registry, RandomWish wish) {
    subscribe(registry, List.of(new OracleSubscription(wish)), cursor -> false);
  }

  /** What is refused is dropped: so says its read too, see {@link SubscriptionHistory}. */
  private void subscribe(
      Registry registry, List<OracleSubscription> wanted, Predicate<String> mayRepeat) {
    Connection open = Objects.requireNonNull(connection);
    List<OracleSubscription> fitting = new ArrayList<>();
    List<SubscribeRequest> requests = new ArrayList<>();
    for (OracleSubscription each : wanted) {
      String cursor = tampering.cursor(each.cursor, Objects.requireNonNull(broker));
      SubscribeRequest request =
          new SubscribeRequest(each.wish.wish(registry), cursor, cursor == null);
      if (!open.canRead(request.wish().model())) {
        listener.accept("no channel " + request.wish().model());
        continue;
      }
      try {
        open.check(request);
        fitting.add(each);
        requests.add(request);
      } catch (RpcException e) {
        listener.accept("refused: " + e.getMessage()); // not for this user
      }
    }
    if (fitting.isEmpty()) {
      return;
    }
    CompletableFuture<List<SubscribeAnswer>> answers = new CompletableFuture<>();
    open.subscribe(
        requests,
        given -> {
          // On the broker's thread, before the first frame: names are known when frames come.
          for (int i = 0; i < given.size(); i++) {
            OracleSubscription each = fitting.get(i);
            each.answered(given.get(i), each.cursor != null && mayRepeat.test(each.cursor));
          }
          answers.complete(given);
        });
    answers.join().forEach(each -> listener.accept(each.subscription() + " " + each.state()));
    for (OracleSubscription each : fitting) {
      if (named(each.name).stream().anyMatch(other -> !other.wish.equals(each.wish))) {
        faults.add(each.wish + " got a name that is taken: " + each.name);
      }
      subscriptions.add(each);
    }
  }

  /** Asks for the same once more, as another part of a page does: what is there is merged. */
  void subscribeAgain(Registry registry, OracleSubscription subscription) {
    OracleSubscription again = new OracleSubscription(subscription.wish);
    boolean isLoading = subscriptions.stream().anyMatch(s -> s.isLoading());
    if (!isLoading) {
      subscription.shared();
      again.shared();
      subscribe(registry, List.of(again), cursor -> false);
    }
  }

  /**
   * Whether what a subscription wishes would be refused today: it shows nothing then. A read may
   * answer still, as it may look into lists of which not all can be read.
   */
  boolean refuses(Registry registry, OracleSubscription subscription) {
    try {
      Objects.requireNonNull(connection)
          .check(new SubscribeRequest(subscription.wish.wish(registry), null, true));
      return false;
    } catch (RpcException e) {
      return true;
    }
  }

  void unsubscribe(OracleSubscription subscription) {
    if (connection != null && named(subscription.name).size() == 1) {
      connection.unsubscribe(subscription.name);
    }
    subscriptions.remove(subscription);
  }

  /** The connection breaks: what was not read is lost. */
  void disconnect() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
    outlet = new QueuedOutlet(1);
    unfinished.clear();
    subscriptions.forEach(OracleSubscription::disconnected);
  }

  /** What has come since this was asked last. */
  List<Delivered> takeDelivered() {
    List<Delivered> taken = List.copyOf(delivered);
    delivered.clear();
    return taken;
  }

  void stopReading() {
    outlet.reading(false);
  }

  void readAgain() {
    outlet.reading(true);
    read(Integer.MAX_VALUE);
  }

  /** Reads some frames. */
  void read(int most) {
    Frame frame = outlet.read();
    for (int i = 1; frame != null; i++) {
      apply(frame);
      frame = i < most ? outlet.read() : null;
    }
    if (connection != null) {
      connection.drained();
    }
  }

  /** Whether each commit reaches it as it comes. */
  boolean isLive() {
    return connection != null && connection.isLive();
  }

  /** Reads what has come, if it reads. */
  void takeIn() {
    if (isReading()) {
      read(Integer.MAX_VALUE);
    }
  }

  /** Whether nothing comes any more until something happens. */
  boolean isSettled() {
    Connection open = connection;
    return open == null || open.isLive() || outlet.pendingBytes() >= SHARE;
  }

  private List<OracleSubscription> named(String name) {
    return subscriptions.stream().filter(s -> s.name.equals(name)).toList();
  }

  private void apply(Frame frame) {
    byte[] bytes = new byte[frame.size()];
    frame.params().get(bytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    JsonNode params = JSON.readTree(text);
    if (frame.kind() != FrameKind.HEARTBEAT) {
      listener.accept(frame.kind() + " " + text);
    }
    switch (frame.kind()) {
      case COMMIT -> commit(params);
      case SNAPSHOT -> named(frame.subscription()).forEach(each -> each.snapshot(frame, params));
      case RESET -> named(frame.subscription()).forEach(OracleSubscription::begin);
      case HEARTBEAT ->
          subscriptions.forEach(each -> each.heartbeat(params.get("cursor").stringValue()));
      default -> throw new AssertionError("a frame of kind " + frame.kind());
    }
  }

  private void commit(JsonNode params) {
    params.get("changes").forEach(unfinished::add);
    if (params.path("more").asBoolean(false)) {
      return;
    }
    Map<String, List<JsonNode>> bySubscription = new LinkedHashMap<>();
    for (JsonNode entry : unfinished) {
      delivered.add(new Delivered(params.get("cursor").stringValue(), entry.get(1)));
      bySubscription
          .computeIfAbsent(entry.get(0).stringValue(), name -> new ArrayList<>())
          .add(entry.get(1));
    }
    unfinished.clear();
    bySubscription.forEach(
        (name, notifications) -> {
          notifications.removeIf(tampering::swallows);
          String cursor = params.get("cursor").stringValue();
          named(name).forEach(each -> each.commit(notifications, cursor));
        });
  }
}
