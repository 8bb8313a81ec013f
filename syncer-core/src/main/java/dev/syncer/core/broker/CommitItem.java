package dev.syncer.core.broker;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A commit in the line of a connection. Only the broker's thread uses it. */
final class CommitItem implements Line.Item {
  private final FallingBehind fallingBehind;
  private final ClientConnection connection;
  private final EncodedCommit commit;
  private final List<Subscription> subscriptions;
  private final boolean isPartOfJoin;

  /**
   * @param subscriptions that may see something of it
   * @param isPartOfJoin whether they have not had all before it together
   */
  CommitItem(
      FallingBehind fallingBehind,
      ClientConnection connection,
      EncodedCommit commit,
      List<Subscription> subscriptions,
      boolean isPartOfJoin) {
    this.fallingBehind = fallingBehind;
    this.connection = connection;
    this.commit = commit;
    this.subscriptions = List.copyOf(subscriptions);
    this.isPartOfJoin = isPartOfJoin;
  }

  /** Whether it is known what the subscribers of a shape see of a commit. */
  static boolean isKnown(ShapeSubscribers subscribers, EncodedCommit commit) {
    boolean hasWindow = subscribers.shape().window().isPresent();
    return (!hasWindow || commit.isTold(subscribers)) && commit.isReady(subscribers);
  }

  EncodedCommit commit() {
    return commit;
  }

  /** The subscriptions that are still there. */
  private List<Subscription> there() {
    return subscriptions.stream().filter(connection::has).toList();
  }

  /** The shapes, by their subscribers, for which something has to be read. */
  Set<ShapeSubscribers> unprepared() {
    Set<ShapeSubscribers> unprepared = new LinkedHashSet<>();
    for (Subscription each : there()) {
      ShapeSubscribers subscribers = each.subscribers();
      boolean hasWindow = subscribers.shape().window().isPresent();
      if ((!hasWindow || commit.isTold(subscribers)) && !commit.isReady(subscribers)) {
        unprepared.add(subscribers);
      }
    }
    return unprepared;
  }

  @Override
  public long sentBefore() {
    return commit.position() - 1;
  }

  @Override
  public boolean isReady() {
    return there().stream().allMatch(each -> isKnown(each.subscribers(), commit));
  }

  @Override
  public boolean isPartOfJoin() {
    return isPartOfJoin;
  }

  @Override
  public void send() {
    if (connection.isClosed()) {
      return;
    }
    if (connection.isFull()) {
      fallingBehind.fallBehind(connection, sentBefore());
      return;
    }
    Map<Subscription, SubscriptionId> touched = new LinkedHashMap<>();
    List<Subscription> overflowing = there().stream().filter(s -> overflows(s, touched)).toList();
    if (!overflowing.isEmpty()) {
      fallingBehind.fallBehind(connection, sentBefore());
      overflowing.forEach(Subscription::overflow);
      return;
    }
    if (!touched.isEmpty()) {
      List<Frame> frames =
          isPartOfJoin
              ? commit.frames(touched, connection.share())
              : commit.frames(new LinkedHashSet<>(touched.values()), connection.share());
      if (frames == null) {
        fallingBehind.fallBehind(connection, sentBefore()); // it comes part by part
        return;
      }
      frames.forEach(connection.outlet()::send);
    }
    if (isPartOfJoin) {
      there().forEach(each -> each.position(commit.position()));
    }
  }

  private boolean overflows(Subscription subscription, Map<Subscription, SubscriptionId> touched) {
    SubscriptionId id = subscription.id();
    if (commit.overflows(id.subscribers())) {
      return true;
    }
    if (commit.touches(id.subscribers())) {
      touched.put(subscription, id);
    }
    return false;
  }
}
