package dev.syncer.core.broker;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.Commit;
import dev.syncer.core.presence.PresenceTracker;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The way of a commit to the live connections: who is near it, what they see of it, and the frames
 * of it. Only the broker's thread uses it, commit by commit.
 */
final class Delivery {
  private final Progress progress;
  private final RecentCommits recent;
  private final Failures failures;
  private final Readers readers;
  private final PresenceTracker presence;
  private final SubscribedShapes subscribed;
  private final CommitWaits waits;
  private final FallingBehind fallingBehind;
  private final Joining joining;
  private final Lines lines;
  private final Windows windows;

  Delivery(
      Progress progress,
      RecentCommits recent,
      Failures failures,
      Readers readers,
      PresenceTracker presence,
      SubscribedShapes subscribed,
      CommitWaits waits,
      FallingBehind fallingBehind,
      Joining joining,
      Lines lines,
      Windows windows) {
    this.progress = progress;
    this.recent = recent;
    this.failures = failures;
    this.readers = readers;
    this.presence = presence;
    this.subscribed = subscribed;
    this.waits = waits;
    this.fallingBehind = fallingBehind;
    this.joining = joining;
    this.lines = lines;
    this.windows = windows;
  }

  /**
   * Takes the next commit. Whatever happens to it, everybody either gets it or falls behind to the
   * commit before it.
   */
  void publish(EncodedCommit encoded) {
    long before = progress.position();
    if (encoded.position() > before + 1) {
      allFallBehind(before); // one was lost on its way here
    }
    failures.guarded("to hand out a commit", () -> handOut(encoded), () -> allFallBehind(before));
    encoded.handedOut();
    progress.reached(encoded.position());
    failures.guarded(
        "to see who may stay where they are",
        () -> presence.committed(encoded.commit()),
        () -> failures.close(readers.all()));
    waits.handedOut();
  }

  /** All that is kept in memory ends before what went wrong. */
  private void allFallBehind(long position) {
    recent.clear();
    subscribed.forgetWindows();
    for (ClientConnection each : readers.all()) {
      failures.closing("to fall behind", each, () -> fallingBehind.fallBehind(each, position));
    }
  }

  private void handOut(EncodedCommit encoded) {
    Commit commit = encoded.commit();
    recent.add(encoded);
    changeRights(commit);
    IdentityHashMap<ClientConnection, Set<SubscriptionId>> ids = new IdentityHashMap<>();
    Set<ShapeSubscribers> seen = new LinkedHashSet<>();
    Set<ClientConnection> waiting = new LinkedHashSet<>();
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
      ClientConnection connection, Set<ShapeSubscribers> seen, EncodedCommit commit) {
    failures.closing(
        "to let a commit wait",
        connection,
        () -> {
          if (connection.isClosed() || !connection.isJoined()) {
            return;
          }
          Line line = connection.line();
          boolean isLong =
              line.size() >= Line.MOST || (!line.isEmpty() && !recent.reachesBackTo(line.sent()));
          if (isLong || connection.isFull()) {
            fallingBehind.fallBehind(connection, commit.position() - 1);
            return;
          }
          List<Subscription> those =
              connection.current().stream()
                  .filter(each -> seen.contains(each.subscribers()))
                  .filter(each -> each.subscribers().members().contains(each))
                  .toList();
          lines.queue(connection, new CommitItem(fallingBehind, connection, commit, those, false));
          line.advance();
        });
  }

  /** Before the commit that changes them is delivered: it obeys the new rights already. */
  private void changeRights(Commit commit) {
    for (Change change : commit.changes()) {
      if (change.model().holdsUsers()) {
        for (ClientConnection each : readers.of(change.record().id())) {
          failures.closing(
              "to take over rights", each, () -> changeRights(each, change, commit.position()));
        }
      }
    }
  }

  private void changeRights(ClientConnection connection, Change change, long position) {
    readers.take(connection, change, position);
    if (!readers.mayStay(connection)) {
      sendAway(connection);
      return;
    }
    joining.review(connection);
    presence.review(connection);
  }

  /** Ends the connection of a user who may not be here any more. */
  static void sendAway(ClientConnection connection) {
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
    failures.guarded(
        "to show a commit to " + subscribers.shape(),
        () -> look[0] = lookAt(subscribers, commit),
        () -> {
          subscribers.window(null);
          fallingBehind.readAnew(subscribers, commit.position() - 1);
        });
    return look[0];
  }

  private Look lookAt(ShapeSubscribers subscribers, EncodedCommit commit) {
    if (subscribers.shape().window().isPresent()) {
      windows.take(subscribers, commit);
    }
    if (!CommitItem.isKnown(subscribers, commit)) {
      return Look.UNKNOWN;
    }
    if (!commit.touches(subscribers)) {
      return Look.NOTHING;
    }
    if (commit.overflows(subscribers)) {
      fallingBehind.readAnew(subscribers, commit.position() - 1);
      return Look.NOTHING;
    }
    return Look.SOMETHING;
  }

  @SuppressWarnings("ReferenceEquality") // most subscriptions share their set
  private static void add(
      IdentityHashMap<ClientConnection, Set<SubscriptionId>> ids, Subscription member) {
    Set<SubscriptionId> one = member.ids();
    Set<SubscriptionId> known = ids.putIfAbsent(member.connection(), one);
    if (known != null && known != one) {
      Set<SubscriptionId> more = new LinkedHashSet<>(known);
      more.addAll(one);
      ids.put(member.connection(), more);
    }
  }

  private void deliver(ClientConnection connection, Set<SubscriptionId> ids, EncodedCommit commit) {
    if (connection.isClosed() || !connection.isJoined()) {
      return;
    }
    failures.closing(
        "to send a commit",
        connection,
        () -> {
          List<Frame> frames = connection.isFull() ? null : commit.frames(ids, connection.share());
          if (frames == null) {
            fallingBehind.fallBehind(connection, commit.position() - 1);
          } else {
            frames.forEach(connection.outlet()::send);
          }
        });
  }
}
