package dev.syncer.behaviour;

import static org.awaitility.Awaitility.await;

import dev.syncer.api.User;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.suite.OracleClient;
import dev.syncer.core.suite.OracleNode;
import dev.syncer.core.suite.OracleSubscription;
import dev.syncer.core.suite.RandomShapeRequest;
import dev.syncer.core.suite.SubscriptionTampering;
import dev.syncer.testkit.adapters.PollFeeds;
import dev.syncer.testkit.adapters.WireClient;
import dev.syncer.testkit.adapters.WireEvent;
import dev.syncer.testkit.adapters.WireFeed;
import dev.syncer.testkit.adapters.WireOrder;
import dev.syncer.testkit.adapters.WireTransport;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client behind a real socket that knows nothing but the wire. What it subscribes to is named
 * when a connection is opened, so with another subscription it begins anew. It has no snapshot with
 * an echo of its own; where a transport may tell a part of the tail again, as a poll does that
 * follows another, versions sort that out.
 */
final class WireOracleClient extends OracleClient {
  private final WireTransport transport;
  private final Duration patience;
  private @Nullable WireFeed feed;
  private String place = "";
  private boolean isReading = true;
  private boolean isAnswered;
  private Predicate<String> mayRepeatFrom = cursor -> false;

  /** A cursor of when it was connected. */
  private String since = "";

  private boolean isSentAway;

  /**
   * @param patience how long it waits for what it should have
   */
  WireOracleClient(
      User user, SubscriptionTampering tampering, WireTransport transport, Duration patience) {
    super(user, tampering);
    this.transport = transport;
    this.patience = patience;
  }

  @Override
  public boolean isConnected() {
    return feed != null;
  }

  @Override
  public boolean isReading() {
    return isReading;
  }

  @Override
  public boolean isSentAway() {
    return isSentAway;
  }

  @Override
  public void connect(OracleNode node, boolean startsReading, Predicate<String> mayRepeat) {
    isSentAway = false;
    mayRepeatFrom = mayRepeat;
    isAnswered = false;
    isReading = startsReading;
    if (dropRefused(node)) {
      place = "";
    }
    if (subscriptions().isEmpty() || !node.mayConnect(user())) {
      return;
    }
    String token = WireClient.login(node.address(), Map.of("uid", user().id()));
    WireOrder order = WireOrder.of(node.address(), token, params());
    since = node.get(Broker.class).cursor(node.head());
    feed = transport.open(place.isEmpty() ? order : order.from(place));
    takeAnswers();
    if (!isReading) {
      feed.pause();
    }
  }

  private List<Map<String, Object>> params() {
    return subscriptions().stream().map(each -> each.request.params("demo")).toList();
  }

  /** A connection for what is refused would be refused as a whole. */
  private boolean dropRefused(OracleNode node) {
    return subscriptions().removeIf(each -> node.refuses(user(), each.request));
  }

  /** Of a poll that goes on they come with the first events. */
  private void takeAnswers() {
    List<JsonNode> answers = Objects.requireNonNull(feed).answers();
    if (isAnswered || answers.isEmpty()) {
      return;
    }
    isAnswered = true;
    boolean mayRepeat =
        isPoll()
            || Arrays.stream(place.split(",", -1))
                .anyMatch(cursor -> !cursor.isEmpty() && mayRepeatFrom.test(cursor));
    for (int i = 0; i < answers.size(); i++) {
      JsonNode answer = answers.get(i);
      String state = answer.get("state").asString().toUpperCase(Locale.ROOT);
      answered(
          subscriptions().get(i),
          new SubscribeAnswer(
              answer.get("subscription").asString(),
              answer.get("cursor").asString(),
              SubscribeAnswer.State.valueOf(state)),
          mayRepeat);
    }
  }

  private boolean isPoll() {
    return transport instanceof PollFeeds;
  }

  @Override
  public void subscribe(OracleNode node, RandomShapeRequest request) {
    // In a query no fields are all fields.
    boolean isNothing = request.fields() != null && request.fields().isEmpty();
    if (!isNothing) {
      beginAnew(node, () -> subscriptions().add(new OracleSubscription(request)));
    }
  }

  @Override
  public void subscribeAgain(OracleNode node, OracleSubscription subscription) {
    beginAnew(node, () -> {});
  }

  @Override
  public void unsubscribe(OracleNode node, OracleSubscription subscription) {
    beginAnew(node, () -> subscriptions().remove(subscription));
  }

  private void beginAnew(OracleNode node, Runnable change) {
    boolean wasReading = isReading;
    disconnect();
    change.run();
    place = "";
    connect(node, wasReading, mayRepeatFrom);
  }

  @Override
  public void disconnect() {
    if (feed != null) {
      feed.close();
      feed = null;
    }
    forgetUnfinished();
  }

  @Override
  public void stopReading() {
    isReading = false;
    if (feed != null) {
      feed.pause();
    }
  }

  @Override
  public void readAgain() {
    isReading = true;
    if (feed != null) {
      feed.resume();
    }
  }

  @Override
  public void read(int most) {
    for (int i = 0; i < most && feed != null; i++) {
      Optional<WireEvent> next = feed.next(Duration.ZERO);
      if (next.isEmpty()) {
        return;
      }
      take(next.get());
    }
  }

  private void take(WireEvent event) {
    WireFeed open = Objects.requireNonNull(feed);
    if (event.kind().equals("close")) {
      isSentAway = true;
      told("close " + event.params());
      return;
    }
    takeAnswers();
    if (isPoll()) {
      subscriptions().forEach(each -> each.view.lenient(true));
    }
    take(event.kind(), event.params(), open.place());
    place = open.place();
  }

  /**
   * The server ends a connection of somebody who may not be there, or might not be for a moment,
   * and refuses a poll for what they may not ask for any more.
   */
  private void lookWhy(OracleNode node) {
    boolean haveRightsChanged = mayRepeatFrom.test(since);
    disconnect();
    isSentAway = false;
    if (!haveRightsChanged) {
      fault(user() + " was sent away without a reason");
    } else if (node.mayConnect(user())) {
      connect(node, isReading, mayRepeatFrom);
    }
  }

  @Override
  public Optional<String> settled(OracleNode node, Supplier<Optional<String>> difference) {
    try {
      await()
          .atMost(patience)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> isEqual(node, difference));
      return Optional.empty();
    } catch (ConditionTimeoutException e) {
      return difference.get();
    }
  }

  /** Also true where it never gets so. */
  private boolean isEqual(OracleNode node, Supplier<Optional<String>> difference) {
    read(Integer.MAX_VALUE);
    if (isSentAway) {
      lookWhy(node);
    }
    return !isConnected() || !faults().isEmpty() || difference.get().isEmpty();
  }
}
