package dev.syncer.core.broker;

import dev.syncer.core.broker.Subscription.Page;
import dev.syncer.core.broker.Subscription.Snapshot;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Condition.Comparison;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Projection;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.spi.Found;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Search;
import dev.syncer.core.spi.Store;
import dev.syncer.core.view.RecordReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and sends snapshots page by page, each page from a state of its own, so that a slow reader
 * holds neither a transaction nor memory. The tail begins at the state of the first page; what the
 * later pages already held of it is left out, see {@link Subscription#holds}. Safe for use by many
 * threads, but for the broker's own.
 */
final class SnapshotPages {
  private final Store store;
  private final Registry registry;
  private final CommitRedaction links;
  private final Readers readers;
  private final Progress progress;
  private final History history;
  private final FrameWriter writer;
  private final int chunk;

  /**
   * @param chunk records of a page, at most
   */
  SnapshotPages(
      Store store,
      Registry registry,
      CommitRedaction links,
      Readers readers,
      Progress progress,
      History history,
      FrameWriter writer,
      int chunk) {
    this.store = store;
    this.registry = registry;
    this.links = links;
    this.readers = readers;
    this.progress = progress;
    this.history = history;
    this.writer = writer;
    this.chunk = chunk;
  }

  /** What was read, or that it is of a state with other rights than those that are known. */
  private record Read(List<Row> rows, long ahead) {}

  /**
   * Sends the next page of a snapshot, unless it begins anew meanwhile.
   *
   * @return the position that the broker has to reach first, because the user's rights are others
   *     in the state that was read; 0 for none
   */
  long send(Subscription subscription, Snapshot snapshot) {
    Shape shape = subscription.shape();
    Read read = read(subscription, shape, snapshot);
    if (read.ahead > 0 || subscription.snapshot() != snapshot) {
      return read.ahead;
    }
    boolean isFirst = snapshot.pages.size() == 1;
    boolean isLast = snapshot.lastId() == Long.MAX_VALUE;
    String cursor = history.cursor(snapshot.pages.get(0).position());
    String name = subscription.name();
    List<Frame> frames = new ArrayList<>(2);
    if (isFirst && snapshot.resetReason != null) {
      frames.add(writer.reset(name, snapshot.resetReason, cursor));
    }
    frames.addAll(writer.snapshot(name, shape, read.rows, isLast ? cursor : null));
    if (subscription.connection().send(subscription, frames) && isLast) {
      subscription.finish(snapshot);
    }
    return 0;
  }

  private Read read(Subscription subscription, Shape shape, Snapshot snapshot) {
    Model model = shape.model();
    Condition later =
        new Condition.Compare(model.fields().get(0), Comparison.GREATER, snapshot.lastId());
    Condition condition = Conditions.normal(new Condition.All(List.of(shape.condition(), later)));
    Projection shown = shape.projection();
    Search search =
        Search.of(condition)
            .limit(chunk)
            .fields(RecordReader.columns(registry, shown))
            .bytes(writer.frameLimit());
    return store.read(
        transaction -> {
          if (haveRightsChanged(subscription.connection(), transaction)) {
            return new Read(List.of(), transaction.head());
          }
          Found found = transaction.search(model, search);
          List<Row> rows = found.rows();
          boolean isLast = rows.size() < chunk && !found.isCut();
          long lastId = isLast ? Long.MAX_VALUE : rows.get(rows.size() - 1).id();
          subscription.add(snapshot, new Page(lastId, transaction.head()));
          List<Row> whole = RecordReader.shown(registry, transaction, rows, shown);
          return new Read(links.limited(shape, transaction, whole), 0);
        });
  }

  /** Whether a user's rights in a state of the database are not those that are known of them. */
  private boolean haveRightsChanged(ClientConnection connection, ReadTransaction transaction) {
    return transaction.head() > progress.position() && readers.haveChanged(connection, transaction);
  }
}
