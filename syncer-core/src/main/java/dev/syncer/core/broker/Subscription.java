package dev.syncer.core.broker;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection's interest in one shape. Guarded by its connection. */
final class Subscription {
  private final Shape shape;

  /** Everything up to here was sent. Says nothing while the connection is live. */
  private long position;

  /** Set while a snapshot is still to be sent, in whole or in part. */
  private @Nullable Snapshot snapshot;

  /**
   * What a finished snapshot already held, where commits went on while it was read: pages in the
   * order of ids, each with the position of the state it was read from.
   */
  private List<Page> pages = List.of();

  Subscription(Shape shape, long position) {
    this.shape = shape;
    this.position = position;
  }

  Shape shape() {
    return shape;
  }

  long position() {
    return position;
  }

  void position(long sent) {
    position = sent;
    if (!pages.isEmpty() && sent >= pages.get(pages.size() - 1).position()) {
      pages = List.of();
    }
  }

  @Nullable Snapshot snapshot() {
    return snapshot;
  }

  void begin(Snapshot pending) {
    snapshot = pending;
  }

  /** So much changed at once that reading anew is shorter. */
  void overflow() {
    snapshot = new Snapshot("overflow", false);
  }

  /** All records were sent; the tail begins at the state of the first page. */
  void finishSnapshot() {
    List<Page> read = snapshot == null ? List.of() : snapshot.pages;
    boolean keepsTail = snapshot != null && snapshot.keepsTail;
    snapshot = null;
    if (!keepsTail && !read.isEmpty()) {
      position = read.get(0).position();
      pages = read.size() > 1 ? List.copyOf(read) : List.of();
    }
  }

  /** The position that the broker must have reached before live commits cannot be echoes. */
  long settlesAt() {
    return pages.isEmpty() ? position : Math.max(position, pages.get(pages.size() - 1).position());
  }

  /** Whether the snapshot already held what a commit did to a record. */
  boolean holds(long recordId, long commitPosition) {
    for (Page page : pages) {
      if (recordId <= page.lastId()) {
        return commitPosition <= page.position();
      }
    }
    return false;
  }

  /**
   * Records of a snapshot that were read together.
   *
   * @param lastId the highest id it speaks of
   * @param position the head of the log in the state that was read
   */
  record Page(long lastId, long position) {}

  /** A snapshot that is under way. */
  static final class Snapshot {
    final @Nullable String resetReason;

    /**
     * Whether the tail goes on where it was. So it is for a shape that the connection subscribes to
     * already: those who had it before may miss nothing, and the client tells echoes by version.
     */
    final boolean keepsTail;

    final List<Page> pages = new ArrayList<>();

    /**
     * @param resetReason why the subscription starts anew; null if it simply starts
     */
    Snapshot(@Nullable String resetReason, boolean keepsTail) {
      this.resetReason = resetReason;
      this.keepsTail = keepsTail;
    }

    long lastId() {
      return pages.isEmpty() ? 0 : pages.get(pages.size() - 1).lastId();
    }
  }
}
