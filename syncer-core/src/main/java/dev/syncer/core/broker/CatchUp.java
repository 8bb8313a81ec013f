package dev.syncer.core.broker;

import dev.syncer.core.broker.Subscription.Snapshot;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.spi.MemoryClaim;
import dev.syncer.core.spi.MemoryOverException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One pass over the log for one connection, turn by turn, on a thread that may read the database.
 * It ends at the head, or as soon as the outlet is full; then {@link Connection#drained} begins the
 * next. {@link Passes} says when it has its next turn.
 *
 * <p>Subscriptions of a shape with a window wait: they begin and go on when the connection is live,
 * on the broker's thread.
 */
final class CatchUp {
  /** After which others have their turn, when the page or the commit at hand is done. */
  private static final Duration TURN = Duration.ofMillis(20);

  /** Commits for which what links may tell is read together: as many as a block of the log has. */
  private static final int TOGETHER = 256;

  /** How a turn ends. */
  enum End {
    AT_THE_HEAD,
    FULL,
    FOR_NOW,
    /** What was read may be beyond rights that the broker has not heard of. */
    AHEAD,
    /** The node has too much in memory; a little later it may have less. */
    SHORT
  }

  /**
   * What a pass serves from.
   *
   * @param pages snapshots
   * @param past what users saw before
   * @param diff what they see differently
   * @param guard ends one subscription where it cannot be served
   */
  record Sources(
      CommitSource commits,
      SnapshotPages pages,
      PastShapes past,
      AccessDiff diff,
      CommitRedaction links,
      SubscriptionGuard guard,
      MemoryBudget memory,
      Progress progress,
      Failures failures) {}

  private final ClientConnection connection;
  private final Sources from;
  private final PastShapes.OfUser past;
  private long ahead;
  private long turnBegan;

  CatchUp(ClientConnection connection, Sources from) {
    this.connection = connection;
    this.from = from;
    this.past = from.past.of(connection);
  }

  ClientConnection connection() {
    return connection;
  }

  /** The position that the broker has to reach first; 0 for none. */
  long ahead() {
    return ahead;
  }

  private boolean isTurnOver() {
    return System.nanoTime() - turnBegan > TURN.toNanos();
  }

  private boolean mustPause() {
    return connection.isClosed() || connection.isFull();
  }

  private List<Subscription> served() {
    return connection.current().stream()
        .filter(each -> each.isOpen() && !each.hasWindow())
        .toList();
  }

  /** One turn. */
  End serve() {
    turnBegan = System.nanoTime();
    while (!isTurnOver()) {
      if (mustPause()) {
        return End.FULL;
      }
      if (!sendRest()) {
        return End.FULL;
      }
      List<Subscription> served = served();
      Optional<Subscription> unsettled = served.stream().filter(s -> !s.isSettled()).findFirst();
      if (unsettled.isPresent()) {
        if (!settle(unsettled.orElseThrow())) {
          return End.SHORT;
        }
        if (ahead > from.progress.position()) {
          return End.AHEAD;
        }
      } else if (!sendSome(served)) {
        return End.AT_THE_HEAD;
      }
    }
    return End.FOR_NOW;
  }

  /** False if there is too little memory to read what has to be told. */
  private boolean settle(Subscription subscription) {
    boolean[] hasRoom = {true};
    from.guard.alone(subscription, () -> hasRoom[0] = settleWithinMemory(subscription));
    return hasRoom[0];
  }

  private boolean settleWithinMemory(Subscription subscription) {
    Snapshot snapshot = subscription.nextSnapshot();
    try (MemoryClaim claim = MemoryClaim.on(from.memory, MemoryKind.SNAPSHOTS)) {
      return claim.during(
          () -> {
            if (snapshot == null) {
              from.diff.tell(subscription, past);
            } else {
              ahead = Math.max(ahead, from.pages.send(subscription, snapshot));
            }
            return true;
          });
    } catch (MemoryOverException e) {
      if (snapshot == null) {
        subscription.begin(new Snapshot("access", false)); // page by page it takes less
      }
      return false;
    }
  }

  /** False at the head. */
  private boolean sendSome(List<Subscription> served) {
    long behind =
        served.stream().mapToLong(Subscription::position).min().orElse(from.progress.position());
    Optional<List<EncodedCommit>> commits = from.commits.after(behind);
    if (commits.isEmpty()) {
      served.stream()
          .filter(subscription -> subscription.position() == behind)
          .forEach(subscription -> subscription.begin(new Snapshot("retention", false)));
      return true;
    }
    List<ShapeSubscribers> seen =
        served.stream().map(Subscription::subscribers).distinct().toList();
    List<Shape> shapes = seen.stream().map(ShapeSubscribers::shape).toList();
    if (!from.links.comeCloser(shapes, behind)) {
      return true; // a step of this turn
    }
    // Up to there the broker has looked whose rights have changed; beyond it nobody has.
    long heard = from.progress.position();
    List<EncodedCommit> next =
        commits.orElseThrow().stream().filter(commit -> commit.position() <= heard).toList();
    boolean hasSent = false;
    for (int begin = 0; begin < next.size(); begin += TOGETHER) {
      List<EncodedCommit> some = next.subList(begin, Math.min(next.size(), begin + TOGETHER));
      // Where it fails, each subscription finds out for itself whose fault that is.
      from.failures.guarded(
          "to prepare commits", () -> EncodedCommit.prepare(some, seen), () -> {});
      for (EncodedCommit commit : some) {
        if (mustPause() || (hasSent && isTurnOver()) || !send(commit)) {
          return true;
        }
        hasSent = true;
      }
    }
    return hasSent;
  }

  /**
   * Sends a commit to the subscriptions that have not had it, and moves them past it.
   *
   * @return false if the outlet is full before the last part of it
   */
  private boolean send(EncodedCommit commit) {
    List<Subscription> waiting = new ArrayList<>();
    Map<Subscription, SubscriptionId> touched = new LinkedHashMap<>();
    for (Subscription subscription : served()) {
      SubscriptionId id = subscription.settledId();
      if (id != null && subscription.position() < commit.position()) {
        from.guard.alone(
            subscription,
            () -> {
              if (commit.overflows(id.subscribers())) {
                subscription.overflow();
              } else if (commit.touches(id.subscribers())) {
                touched.put(subscription, id);
              }
              waiting.add(subscription);
            });
      }
    }
    connection.rest(new Rest(commit.parts(touched), waiting, commit.position()));
    return sendRest();
  }

  /**
   * What is left of a commit that the outlet did not take at once.
   *
   * @param waiting the subscriptions that have had the commit when all parts are sent
   */
  record Rest(CommitParts parts, List<Subscription> waiting, long position) {}

  /** Sends what is left of a commit, as far as the outlet takes it; false if some still is. */
  private boolean sendRest() {
    Rest rest = connection.rest();
    if (rest == null) {
      return true;
    }
    while (rest.parts.hasNext()) {
      connection.outlet().send(rest.parts.next());
      if (rest.parts.hasNext() && mustPause()) {
        return false;
      }
    }
    rest.waiting.forEach(subscription -> subscription.position(rest.position));
    connection.rest(null);
    return true;
  }
}
