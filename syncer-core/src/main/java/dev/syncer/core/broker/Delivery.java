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

  /** Takes the next commit. */
  void publish(EncodedCommit encoded) {
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
    broker.position(commit.position());
    broker.presences().committed(commit);
    membership.settleThoseThatWait();
  }

  /** Before the commit that changes them is delivered: it obeys the new rights already. */
  private void changeRights(Commit commit) {
    for (Change change : commit.changes()) {
      if (change.model().holdsUsers()) {
        broker.readers().of(change.record().id()).forEach(this::changeRights);
      }
    }
  }

  private void changeRights(DefaultConnection connection) {
    broker.readers().read(connection);
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
    try {
      LiveWindow window = audience.window();
      if (window != null) {
        commit.saw(audience, window.apply(commit.commit()));
      }
      if (!commit.touches(audience)) {
        return false;
      }
      if (!commit.overflows(audience)) {
        return true;
      }
    } catch (RuntimeException e) {
      broker.failed("A commit could not be shown to " + audience.shape() + "; they read anew", e);
      audience.window(null);
      commit.saw(audience, List.of());
    }
    for (Subscription member : List.copyOf(audience.members())) {
      membership.fallBehind(member.connection(), commit.position() - 1);
      member.overflow();
    }
    return false;
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
    try {
      if (connection.isFull()) {
        membership.fallBehind(connection, commit.position() - 1);
      } else {
        commit.frames(seats).forEach(connection.outlet()::send);
      }
    } catch (RuntimeException e) {
      broker.failed("A connection failed to take a frame and is closed; the others go on", e);
      connection.close();
    }
  }
}
