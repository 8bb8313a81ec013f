package dev.syncer.core.broker;

import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.spi.Store;
import dev.syncer.core.view.RecordReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames that show a window as a whole. Reads the database. Safe for use by many threads.
 *
 * @param chunk records of one frame
 */
record WindowFrames(
    Store store, Registry registry, CommitRedaction links, FrameWriter writer, int chunk) {

  /**
   * What shows a window.
   *
   * @param position of the state that its names are of
   */
  record Made(List<Frame> frames, long position) {}

  /**
   * @param rows what the window holds
   * @param reason why the client reads anew; null if it simply begins
   */
  Made made(Subscription subscription, List<Row> rows, @Nullable String reason, String cursor) {
    Shape shape = subscription.shape();
    String name = subscription.name();
    List<Frame> frames = new ArrayList<>();
    if (reason != null) {
      frames.add(writer.reset(name, reason, cursor));
    }
    return store.read(
        transaction -> {
          // The window has the names of when it got each record.
          List<Row> named = RecordReader.named(registry, transaction, rows);
          List<Row> shown = links.limited(shape, transaction, named);
          for (int from = 0; from == 0 || from < shown.size(); from += chunk) {
            int to = Math.min(shown.size(), from + chunk);
            boolean isLast = to == shown.size();
            frames.addAll(
                writer.snapshot(name, shape, shown.subList(from, to), isLast ? cursor : null));
          }
          return new Made(frames, transaction.head());
        });
  }
}
