package dev.syncer.core.broker;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A commit in the line of a connection. Only the broker's thread uses it. */
final class CommitItem implements Line.Item {
  private final Membership membership;
  private final DefaultConnection connection;
  private final EncodedCommit commit;
  private final List<Subscription> subscriptions;
  private final boolean isPartOfJoin;

  /**
   * @param subscriptions that may see something of it
   * @param isPartOfJoin whether they have not had all before it together
   */
  CommitItem(
      Membership membership,
      DefaultConnection connection,
      EncodedCommit commit,
      List<Subscription> subscriptions,
      boolean isPartOfJoin) {
    this.membership = membership;
    this.connection = connection;
    this.commit = commit;
    this.subscriptions = List.copyOf(subscriptions);
    this.isPartOfJoin = isPartOfJoin;
  }

  /** Whether it is known what an audience sees of a commit. */
  static boolean isKnown(Audience audience, EncodedCommit commit) {
    boolean hasWindow = audience.shape().window().isPresent();
    return (!hasWindow || commit.isTold(audience)) && commit.isReady(audience);
  }

  EncodedCommit commit() {
    return commit;
  }

  /** The subscriptions that are still there. */
  private List<Subscription> there() {
    return subscriptions.stream().filter(connection::has).toList();
  }

  /** The audiences for which something has to be read. */
  Set<Audience> unprepared() {
    Set<Audience> unprepared = new LinkedHashSet<>();
    for (Subscription each : there()) {
      Audience audience = each.audience();
      boolean hasWindow = audience.shape().window().isPresent();
      if ((!hasWindow || commit.isTold(audience)) && !commit.isReady(audience)) {
        unprepared.add(audience);
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
    return there().stream().allMatch(each -> isKnown(each.audience(), commit));
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
      membership.fallBehind(connection, sentBefore());
      return;
    }
    Map<Subscription, Seat> touched = new LinkedHashMap<>();
    List<Subscription> overflowing = there().stream().filter(s -> overflows(s, touched)).toList();
    if (!overflowing.isEmpty()) {
      membership.fallBehind(connection, sentBefore());
      overflowing.forEach(Subscription::overflow);
      return;
    }
    if (!touched.isEmpty()) {
      List<Frame> frames =
          isPartOfJoin
              ? commit.frames(touched, connection.share())
              : commit.frames(new LinkedHashSet<>(touched.values()), connection.share());
      if (frames == null) {
        membership.fallBehind(connection, sentBefore()); // it comes part by part
        return;
      }
      frames.forEach(connection.outlet()::send);
    }
    if (isPartOfJoin) {
      there().forEach(each -> each.position(commit.position()));
    }
  }

  private boolean overflows(Subscription subscription, Map<Subscription, Seat> touched) {
    Seat seat = subscription.seat();
    if (commit.overflows(seat.audience())) {
      return true;
    }
    if (commit.touches(seat.audience())) {
      touched.put(subscription, seat);
    }
    return false;
  }
}
