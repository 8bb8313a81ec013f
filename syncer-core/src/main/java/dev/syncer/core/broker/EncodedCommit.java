package dev.syncer.core.broker;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.Commit;
import dev.syncer.core.change.Notifications;
import dev.syncer.core.model.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A commit on its way out. Each change is encoded once for a shape, and each combination of shapes
 * gets its frames once, however many connections share them and whether they are live or catch up.
 * Safe for use by many threads.
 */
final class EncodedCommit {
  private final Commit commit;
  private final String cursor;
  private final Notifications notifications;
  private final FrameWriter writer;
  private final Map<Model, Integer> sizes = new HashMap<>();
  private final Map<Shape, List<Entry>> entries = new ConcurrentHashMap<>();
  private final Map<Set<Shape>, List<Frame>> frames = new ConcurrentHashMap<>();

  /** A change in the bytes of a shape, and its place in the commit. */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way out: never compared
  private record Entry(int place, long recordId, byte[] bytes) {}

  EncodedCommit(Commit commit, String cursor, Notifications notifications, FrameWriter writer) {
    this.commit = commit;
    this.cursor = cursor;
    this.notifications = notifications;
    this.writer = writer;
    commit.changes().forEach(change -> sizes.merge(change.model(), 1, Integer::sum));
  }

  Commit commit() {
    return commit;
  }

  long position() {
    return commit.position();
  }

  /** How many changes a subscriber of the shape sees. */
  int size(Shape shape) {
    return sizes.getOrDefault(shape.model(), 0);
  }

  /** Whether a subscriber of the shape sees anything of this commit. */
  boolean touches(Shape shape) {
    return size(shape) > 0;
  }

  /** The frames for a connection that sees these shapes; all of them are touched. */
  List<Frame> frames(Set<Shape> shapes) {
    return frames.computeIfAbsent(
        shapes,
        seen -> {
          List<Entry> seenEntries = new ArrayList<>();
          seen.forEach(shape -> seenEntries.addAll(entries(shape)));
          return lay(seenEntries);
        });
  }

  /** The frames for a connection of which some subscriptions already hold some of the records. */
  List<Frame> frames(List<Subscription> subscriptions) {
    List<Entry> seen = new ArrayList<>();
    for (Subscription subscription : subscriptions) {
      for (Entry entry : entries(subscription.shape())) {
        if (!subscription.holds(entry.recordId(), position())) {
          seen.add(entry);
        }
      }
    }
    return lay(seen);
  }

  private List<Frame> lay(List<Entry> seen) {
    seen.sort(java.util.Comparator.comparingInt(Entry::place));
    return writer.commit(cursor, seen.stream().map(Entry::bytes).toList());
  }

  private List<Entry> entries(Shape shape) {
    return entries.computeIfAbsent(
        shape,
        touched -> {
          List<Entry> encoded = new ArrayList<>();
          List<Change> changes = commit.changes();
          for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            if (change.model() == touched.model()) {
              byte[] notification = notifications.encode(commit, change);
              encoded.add(
                  new Entry(
                      i, change.record().id(), FrameWriter.entry(touched.id(), notification)));
            }
          }
          return encoded;
        });
  }
}
