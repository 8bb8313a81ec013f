package dev.syncer.core.broker;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.Commit;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The way of a commit to the live connections: who is near it, what they see of it, and the frames
 * of it. Only the broker's thread uses it, commit by commit.
 */
final class Delivery {
  private final DefaultBroker broker;
  private final SubscribedShapes subscribed;
  private final Membership membership;

  Delivery(DefaultBroker broker, SubscribedShapes subscribed, Membership membership) {
    this.broker = broker;
    this.subscribed = subscribed;
    this.membership = membership;
  }

  /**
   * Takes the next commit. Whatever happens to it, everybody either gets it or falls behind to the
   * commit before it.
   */
  void publish(EncodedCommit encoded) {
    long before = broker.position();
    if (encoded.position() > before + 1) {
      allFallBehind(before); // one was lost on its way here
    }
    Failures failures = broker.failures();
    failures.guarded("to hand out a commit", () -> handOut(encoded), () -> allFallBehind(before));
    encoded.handedOut();
    broker.position(encoded.position());
    failures.guarded(
        "to see who may stay where they are",
        () -> broker.presences().committed(encoded.commit()),
        () -> failures.close(broker.readers().all()));
    membership.settleThoseThatWait();
  }

  /** All that is kept in memory ends before what went wrong. */
  private void allFallBehind(long position) {
    broker.recent().clear();
    subscribed.forgetWindows();
    for (DefaultConnection each : broker.readers().all()) {
      broker
          .failures()
          .closing("to fall behind", each, () -> membership.fallBehind(each, position));
    }
  }

  private void handOut(EncodedCommit encoded) {
    Commit commit = encoded.commit();
    broker.recent().add(encoded);
    changeRights(commit);
    IdentityHashMap<DefaultConnection, Set<SubscriptionId>> ids = new IdentityHashMap<>();
    Set<ShapeSubscribers> seen = new LinkedHashSet<>();
    Set<DefaultConnection> waiting = new LinkedHashSet<>();
    for (ShapeSubscribers subscribers : subscribed.near(encoded)) {
      Look look = look(subscribers, encoded);
      if (look == Look.UNKNOWN) {
        subscribers.members().forEach(member -> waiting.add(member.connection()));
      }
      if (look != Look.NOTHING) {
        seen.add(subscribers);
        subscribers.members().forEach(member -> add(ids, member));
      }
    }
    ids.forEach(
        (connection, known) -> {
          if (waiting.contains(connection) || !connection.line().isEmpty()) {
            queue(connection, seen, encoded);
          } else {
            deliver(connection, known, encoded);
          }
        });
  }

  /** Behind what waits already. */
  private void queue(
      DefaultConnection connection, Set<ShapeSubscribers> seen, EncodedCommit commit) {
    Failures failures = broker.failures();
    failures.closing(
        "to let a commit wait",
        connection,
        () -> {
          if (connection.isClosed() || !connection.isJoined()) {
            return;
          }
          Line line = connection.line();
          boolean isLong =
              line.size() >= Line.MOST
                  || (!line.isEmpty() && !broker.recent().reachesBackTo(line.sent()));
          if (isLong || connection.isFull()) {
            membership.fallBehind(connection, commit.position() - 1);
            return;
          }
          List<Subscription> those =
              connection.current().stream()
                  .filter(each -> seen.contains(each.subscribers()))
                  .filter(each -> each.subscribers().members().contains(each))
                  .toList();
          membership.queue(
              connection, new CommitItem(membership, connection, commit, those, false));
          line.advance();
        });
  }

  /** Before the commit that changes them is delivered: it obeys the new rights already. */
  private void changeRights(Commit commit) {
    for (Change change : commit.changes()) {
      if (change.model().holdsUsers()) {
        for (DefaultConnection each : broker.readers().of(change.record().id())) {
          broker
              .failures()
              .closing(
                  "to take over rights", each, () -> changeRights(each, change, commit.position()));
        }
      }
    }
  }

  private void changeRights(DefaultConnection connection, Change change, long position) {
    broker.readers().take(connection, change, position);
    if (!broker.readers().mayStay(connection)) {
      sendAway(connection);
      return;
    }
    membership.review(connection);
    broker.presences().review(connection);
  }

  /** Ends the connection of a user who may not be here any more. */
  static void sendAway(DefaultConnection connection) {
    connection.outlet().close(CloseCode.SESSION_ENDED, "the user may not log in any more");
    connection.close();
  }

  /** What the subscribers of a shape see of a commit. */
  private enum Look {
    NOTHING,
    SOMETHING,
    /** Something has to be read before that is known. */
    UNKNOWN
  }

  private Look look(ShapeSubscribers subscribers, EncodedCommit commit) {
    Look[] look = {Look.NOTHING};
    broker
        .failures()
        .guarded(
            "to show a commit to " + subscribers.shape(),
            () -> look[0] = lookAt(subscribers, commit),
            () -> {
              subscribers.window(null);
              membership.readAnew(subscribers, commit.position() - 1);
            });
    return look[0];
  }

  private Look lookAt(ShapeSubscribers subscribers, EncodedCommit commit) {
    if (subscribers.shape().window().isPresent()) {
      membership.windows().take(subscribers, commit);
    }
    if (!CommitItem.isKnown(subscribers, commit)) {
      return Look.UNKNOWN;
    }
    if (!commit.touches(subscribers)) {
      return Look.NOTHING;
    }
    if (commit.overflows(subscribers)) {
      membership.readAnew(subscribers, commit.position() - 1);
      return Look.NOTHING;
    }
    return Look.SOMETHING;
  }

  @SuppressWarnings("ReferenceEquality") // most subscriptions share their set
  private static void add(
      IdentityHashMap<DefaultConnection, Set<SubscriptionId>> ids, Subscription member) {
    Set<SubscriptionId> one = member.ids();
    Set<SubscriptionId> known = ids.putIfAbsent(member.connection(), one);
    if (known != null && known != one) {
      Set<SubscriptionId> more = new LinkedHashSet<>(known);
      more.addAll(one);
      ids.put(member.connection(), more);
    }
  }

  private void deliver(
      DefaultConnection connection, Set<SubscriptionId> ids, EncodedCommit commit) {
    if (connection.isClosed() || !connection.isJoined()) {
      return;
    }
    broker
        .failures()
        .closing(
            "to send a commit",
            connection,
            () -> {
              List<Frame> frames =
                  connection.isFull() ? null : commit.frames(ids, broker.outboundShare());
              if (frames == null) {
                membership.fallBehind(connection, commit.position() - 1);
              } else {
                frames.forEach(connection.outlet()::send);
              }
            });
  }
}
