package dev.syncer.core.broker;

import dev.syncer.api.Filter;
import dev.syncer.core.broker.Subscription.Page;
import dev.syncer.core.broker.Subscription.Snapshot;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Row;
import dev.syncer.core.work.RecordReader;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over the log for one connection, on a thread that may read the database. It ends at the
 * head, or as soon as the outlet is full; then {@link Connection#drained} begins the next.
 *
 * <p>A snapshot is read page by page, each page from a state of its own, so that a slow reader
 * holds neither a transaction nor memory. The tail begins at the state of the first page; what the
 * later pages already held of it is left out, see {@link Subscription#holds}.
 */
final class CatchUp implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
  private static final int LOG_BATCH = 256;

  private final DefaultBroker broker;
  private final DefaultConnection connection;

  CatchUp(DefaultBroker broker, DefaultConnection connection) {
    this.broker = broker;
    this.connection = connection;
  }

  @Override
  public void run() {
    try {
      if (sendSnapshots() && sendLog()) {
        broker.tryJoin(connection, this::send);
        return;
      }
    } catch (RuntimeException e) {
      LOG.error("A connection could not be served from the log and is closed", e);
      connection.outlet().close(CloseCode.TRY_LATER, "the change log cannot be read");
      connection.close();
    }
    connection.endPass();
    // It may have drained between the last look and the end of the pass.
    broker.resume(connection);
  }

  private boolean mustPause() {
    return connection.isClosed() || connection.isFull();
  }

  /** False if the outlet is full. */
  private boolean sendSnapshots() {
    for (Subscription subscription : connection.current()) {
      Snapshot snapshot = subscription.snapshot();
      if (snapshot != null && !send(subscription, snapshot)) {
        return false;
      }
    }
    return true;
  }

  private boolean send(Subscription subscription, Snapshot snapshot) {
    String id = subscription.shape().id();
    while (subscription.snapshot() != null && connection.has(subscription)) {
      if (mustPause()) {
        return false;
      }
      List<Row> rows = readPage(subscription.shape().model(), snapshot);
      boolean isFirst = snapshot.pages.size() == 1;
      boolean isLast = snapshot.lastId() == Long.MAX_VALUE;
      long begins = snapshot.pages.get(0).position();
      String cursor = broker.cursor(begins);
      if (isFirst && snapshot.resetReason != null) {
        connection.outlet().send(broker.writer().reset(id, snapshot.resetReason, cursor));
      }
      connection.outlet().send(broker.writer().snapshot(id, rows, isLast ? cursor : null));
      if (isLast) {
        subscription.finishSnapshot();
      }
    }
    return true;
  }

  private List<Row> readPage(Model model, Snapshot snapshot) {
    int chunk = broker.snapshotChunk();
    Condition later = Conditions.of(model, Filter.where("id", ">", snapshot.lastId()));
    return broker
        .store()
        .read(
            transaction -> {
              List<Row> rows = transaction.search(model, later, List.of(), chunk, 0);
              boolean isLast = rows.size() < chunk;
              long lastId = isLast ? Long.MAX_VALUE : rows.get(rows.size() - 1).id();
              snapshot.pages.add(new Page(lastId, transaction.head()));
              return RecordReader.shown(broker.registry(), transaction, rows);
            });
  }

  /** False if the outlet is full. */
  private boolean sendLog() {
    while (!mustPause()) {
      long behind =
          connection.current().stream()
              .filter(subscription -> subscription.snapshot() == null)
              .mapToLong(Subscription::position)
              .min()
              .orElse(broker.position());
      List<EncodedCommit> commits = commitsAfter(behind);
      if (commits.isEmpty()) {
        return true;
      }
      for (EncodedCommit commit : commits) {
        if (mustPause()) {
          return false;
        }
        send(commit);
      }
    }
    return false;
  }

  private List<EncodedCommit> commitsAfter(long position) {
    List<EncodedCommit> recent = broker.recentAfter(position);
    if (recent != null) {
      return recent;
    }
    return broker.store().read(transaction -> transaction.log(position, LOG_BATCH)).stream()
        .map(broker::encoded)
        .toList();
  }

  private void send(List<EncodedCommit> commits) {
    commits.forEach(this::send);
  }

  /** Sends a commit to the subscriptions that have not had it, and moves them past it. */
  private void send(EncodedCommit commit) {
    List<Subscription> waiting = new ArrayList<>();
    List<Subscription> touched = new ArrayList<>();
    for (Subscription subscription : connection.current()) {
      if (subscription.snapshot() == null && subscription.position() < commit.position()) {
        waiting.add(subscription);
        if (broker.overflows(commit, subscription.shape())) {
          subscription.overflow();
        } else if (commit.touches(subscription.shape())) {
          touched.add(subscription);
        }
      }
    }
    if (!touched.isEmpty()) {
      commit.frames(touched).forEach(connection.outlet()::send);
    }
    waiting.forEach(subscription -> subscription.position(commit.position()));
  }
}
