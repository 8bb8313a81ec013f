package dev.syncer.core.broker;

import dev.syncer.core.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One connection's interest in one shape. Safe for use by many threads: the broker's thread, which
 * says where it begins and what it sees from now on, and the pass that serves it while it catches
 * up.
 */
final class Subscription {
  private final ClientConnection connection;
  private final SubscribeRequest request;
  private SubscriptionId id;

  /**
   * The id alone, in a set that connections with the same id share as what they see of a commit.
   */
  private Set<SubscriptionId> ids;

  /** Everything up to here was sent. Says nothing while the connection is live. */
  private long position;

  /** Set while a snapshot is still to be sent, in whole or in part. */
  private @Nullable Snapshot snapshot;

  /**
   * What the client may still see, where rights have changed since: one shape, or several where it
   * is not known which of them it was told; empty where nothing has changed.
   */
  private List<Shape> former = List.of();

  /**
   * Set while it has to be found out if rights have changed since the cursor it began with: who its
   * user was when it began. What changes later is told on this connection.
   */
  private ClientConnection.@Nullable Known fromTheCursorAs;

  /**
   * What a finished snapshot already held, where commits went on while it was read: pages in the
   * order of ids, each with the position of the state it was read from.
   */
  private List<Page> pages = List.of();

  /**
   * The position at which a snapshot begins that was asked for while something was still to be told
   * from before; -1 for none. First comes what was missed, then the snapshot.
   */
  private long snapshotAt = -1;

  /** As {@link #snapshotAt}, while the answer to who asked for it has not left. */
  private long askedAt = -1;

  /** Whether the answer that names it has left; nothing of it is sent before. */
  private volatile boolean isOpen;

  Subscription(
      ClientConnection connection, SubscribeRequest request, SubscriptionId id, long position) {
    this.connection = connection;
    this.request = request;
    this.id = id;
    this.ids = Set.of(id);
    this.position = position;
  }

  ClientConnection connection() {
    return connection;
  }

  SubscribeRequest request() {
    return request;
  }

  boolean isOpen() {
    return isOpen;
  }

  /** It cannot be served and is about to end; a pass leaves it out. */
  void leaveOut() {
    isOpen = false;
  }

  /** The answer that names it is on its way. */
  synchronized void open() {
    isOpen = true;
    snapshotAt = Math.max(snapshotAt, askedAt);
    askedAt = -1;
  }

  /** Asks for a snapshot behind what is told up to a position; when the answer has left. */
  synchronized void askSnapshot(long at) {
    askedAt = at;
  }

  /** The position of the snapshot that is still to begin; -1 for none. */
  synchronized long snapshotAsked() {
    return Math.max(snapshotAt, askedAt);
  }

  private boolean isSnapshotDue() {
    return snapshotAt >= 0 && position >= snapshotAt;
  }

  /** The snapshot that is the next to be told; null if there is none, or something comes before. */
  synchronized @Nullable Snapshot nextSnapshot() {
    if (snapshot == null && former.isEmpty() && fromTheCursorAs == null && isSnapshotDue()) {
      snapshot = new Snapshot(null, true);
      snapshotAt = -1;
    }
    return snapshot;
  }

  /** Its id to the client. */
  String name() {
    return id().name();
  }

  synchronized SubscriptionId id() {
    return id;
  }

  synchronized Set<SubscriptionId> ids() {
    return ids;
  }

  ShapeSubscribers subscribers() {
    return id().subscribers();
  }

  Shape shape() {
    return subscribers().shape();
  }

  /** Whether its shape has a window, which begins and goes on on the broker's thread only. */
  boolean hasWindow() {
    return shape().window().isPresent();
  }

  synchronized long position() {
    return position;
  }

  synchronized void position(long sent) {
    position = sent;
    if (!pages.isEmpty() && sent >= pages.get(pages.size() - 1).position()) {
      pages = List.of();
    }
  }

  synchronized @Nullable Snapshot snapshot() {
    return snapshot;
  }

  synchronized void begin(Snapshot pending) {
    snapshot = pending;
    snapshotAt = pending.keepsTail ? snapshotAt : -1; // this one shows all
    former = List.of();
    fromTheCursorAs = null;
  }

  /** It begins with a snapshot and owes as well what another one owed that came from a cursor. */
  synchronized void beginAfter(Snapshot pending, ClientConnection.@Nullable Known cameAs) {
    begin(pending);
    fromTheCursorAs = cameAs;
  }

  /** It goes on from a cursor that the client kept. */
  synchronized void resume() {
    fromTheCursorAs = connection.known();
  }

  boolean isFromTheCursor() {
    return fromTheCursorAs() != null;
  }

  synchronized ClientConnection.@Nullable Known fromTheCursorAs() {
    return fromTheCursorAs;
  }

  /**
   * It has been found out what the client may have seen with its cursor: the shapes by the rights
   * of then and by all rights until it came back, for a change of rights is told before the cursor
   * moves past it.
   */
  synchronized void saw(List<Shape> since) {
    if (fromTheCursorAs != null) {
      fromTheCursorAs = null;
      former = List.copyOf(since);
    }
  }

  /**
   * From now on another shape is seen. What has to be told of that is told before anything else.
   */
  synchronized void see(ShapeSubscribers other) {
    Shape before = id.subscribers().shape();
    id = new SubscriptionId(other, id.name());
    ids = Set.of(id);
    boolean hasWindow = Stream.of(before, other.shape()).anyMatch(s -> s.window().isPresent());
    if (snapshot != null || !pages.isEmpty() || hasWindow) {
      begin(new Snapshot("access", false));
      pages = List.of();
    } else if (fromTheCursorAs == null && former.isEmpty()) {
      former = List.of(before);
    }
  }

  /** What the client may still see; empty if it is the shape of today. */
  synchronized List<Shape> former() {
    return former;
  }

  /** The client has been told what it sees differently since, from an id. */
  @SuppressWarnings("ReferenceEquality") // this very list and id: others may have come since
  synchronized void told(List<Shape> since, SubscriptionId from) {
    if (former == since) {
      former = id == from ? List.of() : List.of(from.subscribers().shape());
    }
  }

  /** Why the client has to read anew where this subscription ends here; null if it has not to. */
  synchronized @Nullable String owedReset() {
    if (snapshot != null) {
      return snapshot.resetReason;
    }
    return former.isEmpty() ? null : "access";
  }

  /** So much changed at once that reading anew is shorter. */
  void overflow() {
    begin(new Snapshot("overflow", false));
  }

  /** A page of a snapshot was read; false if another snapshot has begun meanwhile. */
  synchronized boolean add(Snapshot read, Page page) {
    if (snapshot != read) {
      return false;
    }
    read.pages.add(page);
    return true;
  }

  /** All records were sent; the tail begins at the state of the first page. */
  synchronized void finish(Snapshot read) {
    if (snapshot != read) {
      return;
    }
    snapshot = null;
    if (!read.keepsTail && !read.pages.isEmpty()) {
      position = read.pages.get(0).position();
      pages = read.pages.size() > 1 ? List.copyOf(read.pages) : List.of();
    }
  }

  /** The position that the broker must have reached before live commits cannot be echoes. */
  synchronized long settlesAt() {
    return pages.isEmpty() ? position : Math.max(position, pages.get(pages.size() - 1).position());
  }

  /** Whether the snapshot already held what a commit did to a record. */
  synchronized boolean holds(long recordId, long commitPosition) {
    for (Page page : pages) {
      if (recordId <= page.lastId()) {
        return commitPosition <= page.position();
      }
    }
    return false;
  }

  /** Whether nothing has to be told before the log goes on. */
  synchronized boolean isSettled() {
    return snapshot == null && former.isEmpty() && fromTheCursorAs == null && !isSnapshotDue();
  }

  /** What the next commit is seen from; null while something else has to be told first. */
  synchronized @Nullable SubscriptionId settledId() {
    return isSettled() ? id : null;
  }

  /**
   * Records of a snapshot that were read together.
   *
   * @param lastId the highest id it speaks of
   * @param position the head of the log in the state that was read
   */
  record Page(long lastId, long position) {}

  /** A snapshot that is under way. Guarded by its subscription. */
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
