package dev.syncer.core.broker;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.Commit;
import dev.syncer.core.shape.LiveWindow;
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
  private final Audiences audiences;
  private final Membership membership;

  Delivery(DefaultBroker broker, Audiences audiences, Membership membership) {
    this.broker = broker;
    this.audiences = audiences;
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
    audiences.forgetWindows();
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
    IdentityHashMap<DefaultConnection, Set<Seat>> seats = new IdentityHashMap<>();
    for (Audience audience : audiences.near(encoded)) {
      if (look(audience, encoded)) {
        audience.members().forEach(member -> add(seats, member));
      }
    }
    seats.forEach((connection, seen) -> deliver(connection, seen, encoded));
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

  /** Whether the members of an audience see something of a commit. */
  private boolean look(Audience audience, EncodedCommit commit) {
    boolean[] isSeen = {false};
    broker
        .failures()
        .guarded(
            "to show a commit to " + audience.shape(),
            () -> isSeen[0] = isSeen(audience, commit),
            () -> {
              audience.window(null);
              commit.saw(audience, List.of());
              readAnew(audience, commit);
            });
    return isSeen[0];
  }

  private boolean isSeen(Audience audience, EncodedCommit commit) {
    LiveWindow window = audience.window();
    if (window != null) {
      commit.saw(audience, window.apply(commit.commit()));
    }
    if (!commit.touches(audience)) {
      return false;
    }
    if (commit.overflows(audience)) {
      readAnew(audience, commit);
      return false;
    }
    return true;
  }

  private void readAnew(Audience audience, EncodedCommit commit) {
    for (Subscription member : List.copyOf(audience.members())) {
      membership.fallBehind(member.connection(), commit.position() - 1);
      member.overflow();
    }
  }

  @SuppressWarnings("ReferenceEquality") // most subscriptions share their set
  private static void add(
      IdentityHashMap<DefaultConnection, Set<Seat>> seats, Subscription member) {
    Set<Seat> one = member.seats();
    Set<Seat> known = seats.putIfAbsent(member.connection(), one);
    if (known != null && known != one) {
      Set<Seat> more = new LinkedHashSet<>(known);
      more.addAll(one);
      seats.put(member.connection(), more);
    }
  }

  private void deliver(DefaultConnection connection, Set<Seat> seats, EncodedCommit commit) {
    if (connection.isClosed() || !connection.isLive()) {
      return;
    }
    broker
        .failures()
        .closing(
            "to send a commit",
            connection,
            () -> {
              if (connection.isFull()) {
                membership.fallBehind(connection, commit.position() - 1);
              } else {
                commit.frames(seats).forEach(connection.outlet()::send);
              }
            });
  }
}
