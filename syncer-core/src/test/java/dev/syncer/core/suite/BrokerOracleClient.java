package dev.syncer.core.suite;

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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that is handed its frames by the broker itself. */
final class BrokerOracleClient extends OracleClient {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What a node has to keep for a client that does not read. */
  static final int SHARE = 64 * 1024;

  private final int weight;
  private QueuedOutlet outlet = new QueuedOutlet(1);
  private @Nullable Connection connection;

  BrokerOracleClient(User user, SubscriptionTampering tampering) {
    this(user, tampering, 64);
  }

  /**
   * @param weight what one byte counts that it has not read
   */
  BrokerOracleClient(User user, SubscriptionTampering tampering, int weight) {
    super(user, tampering);
    this.weight = weight;
  }

  @Override
  public boolean isConnected() {
    return connection != null;
  }

  @Override
  public boolean isReading() {
    return outlet.isReading();
  }

  @Override
  public boolean isSentAway() {
    return outlet.isClosed();
  }

  @Override
  public void connect(OracleNode node, boolean isReading, Predicate<String> mayRepeat) {
    outlet = new QueuedOutlet(weight);
    outlet.reading(isReading);
    connection = node.get(Broker.class).connect(outlet, user());
    List<OracleSubscription> before = List.copyOf(subscriptions());
    subscriptions().clear();
    subscribe(node, before, mayRepeat);
  }

  @Override
  public void subscribe(OracleNode node, RandomShapeRequest request) {
    subscribe(node, List.of(new OracleSubscription(request)), cursor -> false);
  }

  private void subscribe(
      OracleNode node, List<OracleSubscription> wanted, Predicate<String> mayRepeat) {
    Connection open = Objects.requireNonNull(connection);
    List<OracleSubscription> fitting = new ArrayList<>();
    List<SubscribeRequest> requests = new ArrayList<>();
    for (OracleSubscription each : wanted) {
      String cursor = tampering().cursor(each.cursor, node.get(Broker.class));
      SubscribeRequest request =
          new SubscribeRequest(
              each.request.request(node.get(Registry.class)), cursor, cursor == null);
      if (!open.canRead(request.shape().model())) {
        told("no channel " + request.shape().model());
        continue;
      }
      try {
        open.check(request);
        fitting.add(each);
        requests.add(request);
      } catch (RpcException e) {
        told("refused: " + e.getMessage()); // not for this user
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
            each.answeredAfter = outlet.sent();
            answered(each, given.get(i), each.cursor != null && mayRepeat.test(each.cursor));
            subscriptions().add(each);
          }
          answers.complete(given);
        });
    answers.join().forEach(each -> told(each.subscription() + " " + each.state()));
  }

  @Override
  public void subscribeAgain(OracleNode node, OracleSubscription subscription) {
    OracleSubscription again = new OracleSubscription(subscription.request);
    boolean isLoading = subscriptions().stream().anyMatch(s -> s.isLoading());
    if (!isLoading) {
      subscription.shared();
      again.shared();
      subscribe(node, List.of(again), cursor -> false);
    }
  }

  @Override
  public void unsubscribe(OracleNode node, OracleSubscription subscription) {
    if (connection != null && named(subscription.name).size() == 1) {
      connection.unsubscribe(subscription.name);
    }
    subscriptions().remove(subscription);
  }

  @Override
  public void disconnect() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
    outlet = new QueuedOutlet(1);
    forgetUnfinished();
  }

  @Override
  public void stopReading() {
    outlet.reading(false);
  }

  @Override
  public void readAgain() {
    outlet.reading(true);
    read(Integer.MAX_VALUE);
  }

  @Override
  public void read(int most) {
    Frame frame = outlet.read();
    for (int i = 1; frame != null; i++) {
      apply(frame);
      frame = i < most ? outlet.read() : null;
    }
    if (connection != null) {
      connection.drained();
    }
  }

  /** Waits until it is live and has read all, or does not read and has its share. */
  void settle(OracleNode node) {
    long end = System.nanoTime() + 120_000_000_000L;
    while (true) {
      takeIn();
      boolean isSettled = isSettled();
      node.flush();
      takeIn();
      if (isSettled && isSettled()) {
        return;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("a client does not get live");
      }
      Thread.yield();
    }
  }

  private void takeIn() {
    if (isReading()) {
      read(Integer.MAX_VALUE);
    }
  }

  /** Whether nothing comes any more until something happens. */
  private boolean isSettled() {
    Connection open = connection;
    return open == null || open.isLive() || outlet.pendingBytes() >= SHARE;
  }

  @Override
  public Optional<String> settled(OracleNode node, Supplier<Optional<String>> difference) {
    settle(node);
    return difference.get();
  }

  private void apply(Frame frame) {
    byte[] bytes = new byte[frame.size()];
    frame.params().get(bytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    JsonNode params = JSON.readTree(text);
    if (frame.kind() != FrameKind.HEARTBEAT) {
      told(frame.kind() + " " + text);
    }
    take(outlet.readCount(), frame.kind().wireName(), params, frame.cursor());
  }
}
