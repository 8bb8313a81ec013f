package dev.syncer.core.broker;

import dev.syncer.core.broker.Subscription.Page;
import dev.syncer.core.broker.Subscription.Snapshot;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Condition.Comparison;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Projection;
import dev.syncer.core.model.Row;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.spi.Found;
import dev.syncer.core.spi.MemoryClaim;
import dev.syncer.core.spi.MemoryOverException;
import dev.syncer.core.spi.Search;
import dev.syncer.core.work.RecordReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the log for one connection, on a thread that may read the database. It ends at the
 * head, or as soon as the outlet is full; then {@link Connection#drained} begins the next.
 *
 * <p>A snapshot is read page by page, each page from a state of its own, so that a slow reader
 * holds neither a transaction nor memory. The tail begins at the state of the first page; what the
 * later pages already held of it is left out, see {@link Subscription#holds}.
 *
 * <p>Subscriptions of a shape with a window wait: they begin and go on when the connection is live,
 * on the broker's thread.
 */
final class CatchUp implements Runnable {
  /** After which others have their turn, when the page or the commit at hand is done. */
  private static final Duration TURN = Duration.ofMillis(20);

  /** Commits for which what links may tell is read together. */
  private static final int TOGETHER = 128;

  /** How a turn ends. */
  private enum End {
    AT_THE_HEAD,
    FULL,
    FOR_NOW,
    /** What was read may be beyond rights that the broker has not heard of. */
    AHEAD,
    /** The node has too much in memory; a little later it may have less. */
    SHORT
  }

  private final DefaultBroker broker;
  private final DefaultConnection connection;
  private final AccessDiff accessDiff;

  /** The position that the broker has to reach first; 0 for none. */
  private long ahead;

  private long turnBegan;

  CatchUp(DefaultBroker broker, DefaultConnection connection) {
    this.broker = broker;
    this.connection = connection;
    this.accessDiff = new AccessDiff(broker, connection);
  }

  /** Whose turn it takes. */
  long user() {
    return connection.user().id();
  }

  @Override
  public void run() {
    try {
      switch (serve()) {
        case AT_THE_HEAD -> {
          broker.tryJoin(connection);
          return;
        }
        case FOR_NOW -> {
          broker.enqueue(this);
          return;
        }
        case AHEAD -> {
          broker.enqueueAt(ahead, connection, this);
          return;
        }
        case SHORT -> {
          broker.enqueueLater(connection, this);
          return;
        }
        case FULL -> {}
      }
    } catch (RuntimeException | Error e) {
      broker.failures().tell("to serve a connection from the log", e);
      broker.failures().close(List.of(connection));
    }
    connection.endPass();
    // It may have drained between the last look and the end of the pass.
    broker.resume(connection);
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

  private End serve() {
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
        if (ahead > broker.position()) {
          return End.AHEAD;
        }
      } else if (!sendSome(served)) {
        return End.AT_THE_HEAD;
      }
    }
    return End.FOR_NOW;
  }

  /**
   * Does something for a subscription, which ends alone if that fails by its fault.
   *
   * @throws RuntimeException if it is not to blame; errors too
   */
  private void alone(Subscription subscription, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      Optional<Ending> ending = Ending.of(e, broker.store());
      if (ending.isEmpty()) {
        throw e;
      }
      broker.failures().tell("to serve a subscription from the log", e);
      subscription.leaveOut();
      broker.end(subscription, ending.orElseThrow());
    }
  }

  /** False if there is too little memory to read what has to be told. */
  private boolean settle(Subscription subscription) {
    boolean[] hasRoom = {true};
    alone(subscription, () -> hasRoom[0] = settleWithinMemory(subscription));
    return hasRoom[0];
  }

  private boolean settleWithinMemory(Subscription subscription) {
    Snapshot snapshot = subscription.nextSnapshot();
    try (MemoryClaim claim = MemoryClaim.on(broker.memory(), MemoryKind.SNAPSHOTS)) {
      return claim.during(
          () -> {
            if (snapshot != null) {
              sendPage(subscription, snapshot);
            } else {
              accessDiff.tell(subscription);
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

  private void sendPage(Subscription subscription, Snapshot snapshot) {
    Shape shape = subscription.shape();
    List<Row> rows = readPage(subscription, shape, snapshot);
    if (rows == null || subscription.snapshot() != snapshot) {
      return; // it waits, or begins anew with another shape
    }
    boolean isFirst = snapshot.pages.size() == 1;
    boolean isLast = snapshot.lastId() == Long.MAX_VALUE;
    String cursor = broker.cursor(snapshot.pages.get(0).position());
    String name = subscription.name();
    List<Frame> frames = new ArrayList<>(2);
    if (isFirst && snapshot.resetReason != null) {
      frames.add(broker.writer().reset(name, snapshot.resetReason, cursor));
    }
    frames.addAll(broker.writer().snapshot(name, shape, rows, isLast ? cursor : null));
    if (connection.send(subscription, frames) && isLast) {
      subscription.finish(snapshot);
    }
  }

  /** Null if the user's rights are others in the state that was read. */
  private @Nullable List<Row> readPage(Subscription subscription, Shape shape, Snapshot snapshot) {
    int chunk = broker.snapshotChunk();
    Model model = shape.model();
    Condition later =
        new Condition.Compare(model.fields().get(0), Comparison.GREATER, snapshot.lastId());
    Condition condition = Conditions.normal(new Condition.All(List.of(shape.condition(), later)));
    Projection shown = shape.projection();
    Search search =
        Search.of(condition)
            .limit(chunk)
            .fields(RecordReader.columns(broker.registry(), shown))
            .bytes(broker.frameLimit());
    return broker
        .store()
        .read(
            transaction -> {
              if (broker.haveRightsChanged(connection, transaction)) {
                ahead = transaction.head();
                return null;
              }
              Found found = transaction.search(model, search);
              List<Row> rows = found.rows();
              boolean isLast = rows.size() < chunk && !found.isCut();
              long lastId = isLast ? Long.MAX_VALUE : rows.get(rows.size() - 1).id();
              subscription.add(snapshot, new Page(lastId, transaction.head()));
              List<Row> whole = RecordReader.shown(broker.registry(), transaction, rows, shown);
              return broker.links().limited(shape, transaction, whole);
            });
  }

  /** False at the head. */
  private boolean sendSome(List<Subscription> served) {
    long behind = served.stream().mapToLong(Subscription::position).min().orElse(broker.position());
    Optional<List<EncodedCommit>> commits = broker.commitsAfter(behind);
    if (commits.isEmpty()) {
      served.stream()
          .filter(subscription -> subscription.position() == behind)
          .forEach(subscription -> subscription.begin(new Snapshot("retention", false)));
      return true;
    }
    List<ShapeSubscribers> subscribed =
        served.stream().map(Subscription::subscribers).distinct().toList();
    List<Shape> shapes = subscribed.stream().map(ShapeSubscribers::shape).toList();
    if (!broker.links().comeCloser(shapes, behind)) {
      return true; // a step of this turn
    }
    // Up to there the broker has looked whose rights have changed; beyond it nobody has.
    long heard = broker.position();
    List<EncodedCommit> next =
        commits.orElseThrow().stream().filter(commit -> commit.position() <= heard).toList();
    boolean hasSent = false;
    for (int from = 0; from < next.size(); from += TOGETHER) {
      List<EncodedCommit> some = next.subList(from, Math.min(next.size(), from + TOGETHER));
      // Where it fails, each subscription finds out for itself whose fault that is.
      broker
          .failures()
          .guarded("to prepare commits", () -> EncodedCommit.prepare(some, subscribed), () -> {});
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
        alone(
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
