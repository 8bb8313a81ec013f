package dev.syncer.core.broker;

import dev.syncer.api.User;
import dev.syncer.core.broker.CommitRedaction.Question;
import dev.syncer.core.broker.CommitRedaction.Told;
import dev.syncer.core.broker.Seen.Entry;
import dev.syncer.core.broker.Seen.Named;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Row;
import dev.syncer.core.shape.Notifications;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.shape.VisibleChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A commit on its way out. While it is handed out each change is judged and encoded once for a
 * shape, and each set of subscription ids gets its frames once, however many connections share
 * them. After that it keeps nothing of it: what those who catch up need is in {@link Encodings}, as
 * far as there is room, and else made again. Safe for use by many threads.
 */
final class EncodedCommit {
  /** Bytes of a record before a change; its values are those of the change. */
  private static final int BEFORE = 120;

  private final Object identity = new Object();
  private final Commit commit;
  private final Encoding encoding;
  private final String cursor;
  private final List<Optional<Row>> before;
  private final long bytes;

  /** What subscribers see that is not in the changes alone. */
  private final Map<ShapeSubscribers, List<VisibleChange>> given = new ConcurrentHashMap<>();

  /**
   * What links may tell, where that had to be found out. Small, and not to be made without reads.
   */
  private final Map<ShapeSubscribers, Told> told = new ConcurrentHashMap<>();

  /** While it is handed out; nothing after that. */
  private final Map<ShapeSubscribers, Seen> seen = new ConcurrentHashMap<>();

  private final Map<Set<SubscriptionId>, List<Frame>> frames = new ConcurrentHashMap<>();
  private final AtomicLong reserved = new AtomicLong();
  private volatile boolean isHandedOut;

  /** What all commits are encoded with. */
  record Encoding(
      Notifications notifications,
      FrameWriter writer,
      CommitRedaction links,
      int overflow,
      Encodings encodings) {}

  EncodedCommit(Commit commit, String cursor, Encoding encoding) {
    this.commit = commit;
    this.cursor = cursor;
    this.encoding = encoding;
    this.bytes = commit.bytes() + (long) BEFORE * commit.changes().size();
    this.before = commit.changes().stream().map(Change::before).toList();
  }

  Commit commit() {
    return commit;
  }

  /** Stands for this commit where it is not to be held. */
  Object identity() {
    return identity;
  }

  long position() {
    return commit.position();
  }

  /** The record before the change at a place; empty for a create. */
  Optional<Row> before(int place) {
    return before.get(place);
  }

  /** About how many bytes the commit takes, without what is encoded of it. */
  long bytes() {
    return bytes;
  }

  /**
   * Whether it is known what subscribers see: nothing has to be read for it, or it was prepared.
   * Reads nothing itself.
   */
  boolean isReady(ShapeSubscribers subscribers) {
    Shape shape = subscribers.shape();
    if (!shape.limitsLinks() || seen.containsKey(subscribers) || told.containsKey(subscribers)) {
      return true;
    }
    List<VisibleChange> visibleChanges = visibleChanges(subscribers);
    Told known =
        surelyOverflows(shape, visibleChanges)
            ? Told.NOTHING
            : encoding.links.told(shape, commit, visibleChanges);
    if (known == null) {
      return false;
    }
    told.put(subscribers, known);
    keep(subscribers, look(shape, visibleChanges, known));
    return true;
  }

  /** As {@link #prepare(List, Collection)}, of this commit alone. */
  void prepare(Collection<ShapeSubscribers> subscribed) {
    prepare(List.of(this), subscribed);
  }

  /**
   * Reads what has to be read to know what subscribers see of some commits, on the calling thread
   * and at once for all of them. Nothing is kept where that fails; the next call tries it again.
   *
   * @throws dev.syncer.core.spi.StoreException if the database cannot be read
   */
  static void prepare(List<EncodedCommit> commits, Collection<ShapeSubscribers> subscribed) {
    record Unready(EncodedCommit commit, ShapeSubscribers subscribers) {}

    List<Unready> unready = new ArrayList<>();
    List<Question> questions = new ArrayList<>();
    for (EncodedCommit commit : commits) {
      for (ShapeSubscribers subscribers : subscribed) {
        if (!commit.isReady(subscribers)) {
          unready.add(new Unready(commit, subscribers));
          questions.add(
              new Question(subscribers.shape(), commit.commit, commit.visibleChanges(subscribers)));
        }
      }
    }
    if (!questions.isEmpty()) {
      List<Told> read = commits.get(0).encoding.links.read(questions);
      for (int i = 0; i < read.size(); i++) {
        unready.get(i).commit.told.put(unready.get(i).subscribers, read.get(i));
      }
    }
  }

  /** Whether so much is seen that the subscribers read anew instead. */
  boolean overflows(ShapeSubscribers subscribers) {
    return seen(subscribers).overflows();
  }

  /** Whether subscribers see anything of this commit. */
  boolean touches(ShapeSubscribers subscribers) {
    Seen entries = seen(subscribers);
    return entries.overflows() || !entries.entries().isEmpty();
  }

  /** Whether {@link #saw} has said what subscribers see. */
  boolean isTold(ShapeSubscribers subscribers) {
    return given.containsKey(subscribers);
  }

  /** What subscribers see that is not in the changes alone: through a window, by other rights. */
  void saw(ShapeSubscribers subscribers, List<VisibleChange> visibleChanges) {
    given.put(subscribers, List.copyOf(visibleChanges));
    told.remove(subscribers);
    seen.remove(subscribers);
    encoding.encodings.forget(this, subscribers);
  }

  /**
   * The frames for the connections that have these subscriptions; all of them are touched.
   *
   * @param most bytes that they may have together
   * @return null if they have more, or there is no room for them: who has them catches up then
   */
  @Nullable List<Frame> frames(Set<SubscriptionId> ids, long most) {
    List<Frame> known = frames.get(ids);
    if (known != null) {
      return known;
    }
    List<Named> named = new ArrayList<>();
    long size = 0;
    for (SubscriptionId id : ids) {
      for (Entry entry : seen(id.subscribers()).entries()) {
        named.add(new Named(id.name(), entry, null, id));
        size += entry.size();
      }
    }
    // An estimate counts objects: about twice what their JSON has.
    size /= 2;
    boolean canBeCut = named.size() > 1; // one change goes as one, and so it is shared at least
    if ((size > most && canBeCut) || !(isHandedOut || reserve(size))) {
      return null;
    }
    named.sort(Named.ORDER);
    List<Frame> laid = encoding.writer.commit(cursor, named.stream().map(this::encoded).toList());
    if (!isHandedOut) {
      // Held by this too, so that it counts once and not anew with each connection that was quick.
      laid.forEach(Frame::hold);
      frames.put(ids, laid);
      if (isHandedOut) {
        drop(ids);
      }
    }
    return laid;
  }

  private void drop(Set<SubscriptionId> ids) {
    List<Frame> laid = frames.remove(ids);
    if (laid != null) {
      laid.forEach(Frame::drop);
    }
  }

  private boolean reserve(long bytes) {
    if (!encoding.encodings.tryReserve(bytes)) {
      return false;
    }
    reserved.addAndGet(bytes);
    return true;
  }

  /**
   * It has been handed to all who are live: what was made of it for many at once is of no use any
   * more, and who holds a frame holds it alone.
   */
  EncodedCommit handedOut() {
    isHandedOut = true;
    frames.keySet().forEach(this::drop);
    seen.clear();
    encoding.encodings.release(reserved.getAndSet(0));
    return this;
  }

  /** As {@link #parts}, at once; null if they have more bytes than they may have together. */
  @Nullable List<Frame> frames(Map<Subscription, SubscriptionId> ids, long most) {
    long size = 0;
    int count = 0;
    for (SubscriptionId id : ids.values()) {
      for (Entry entry : seen(id.subscribers()).entries()) {
        size += entry.size() / 2;
        count++;
      }
    }
    if (size > most && count > 1) {
      return null;
    }
    List<Frame> frames = new ArrayList<>();
    CommitParts parts = parts(ids);
    while (parts.hasNext()) {
      frames.add(parts.next());
    }
    return frames;
  }

  /** The frames for a connection of which some subscriptions already hold some of the records. */
  CommitParts parts(Map<Subscription, SubscriptionId> ids) {
    List<Named> named = new ArrayList<>();
    ids.forEach(
        (subscription, id) -> {
          for (Entry entry : seen(id.subscribers()).entries()) {
            if (!subscription.holds(entry.recordId(), position())) {
              named.add(new Named(id.name(), entry, subscription, id));
            }
          }
        });
    named.sort(Named.ORDER);
    return new CommitParts(cursor, encoding.writer, named, this::encoded);
  }

  private EncodedChange encoded(Named named) {
    Entry entry = named.entry();
    Shape shape = entry.shape();
    byte[] notification =
        encoding.encodings.notification(
            entry,
            () -> encoding.notifications.encode(commit, entry.actor(), shape, entry.visible()));
    return new EncodedChange(
        named.name(), encoding.notifications.channel(shape.model()), notification);
  }

  private Seen seen(ShapeSubscribers subscribers) {
    Seen known = known(subscribers);
    if (known != null) {
      return known;
    }
    Seen made = look(subscribers.shape(), visibleChanges(subscribers), told(subscribers));
    keep(subscribers, made);
    return made;
  }

  private @Nullable Seen known(ShapeSubscribers subscribers) {
    Seen known = seen.get(subscribers);
    return known == null ? encoding.encodings.seen(this, subscribers) : known;
  }

  private void keep(ShapeSubscribers subscribers, Seen what) {
    if (isHandedOut) {
      encoding.encodings.keep(this, subscribers, what);
    } else {
      seen.put(subscribers, what);
    }
  }

  /** Of one that nobody has prepared it is read here, which the broker's thread must not. */
  private Told told(ShapeSubscribers subscribers) {
    if (!subscribers.shape().limitsLinks()) {
      return Told.NOTHING;
    }
    Told known = told.get(subscribers);
    if (known == null) {
      prepare(List.of(subscribers));
      known = told.getOrDefault(subscribers, Told.NOTHING);
    }
    return known;
  }

  private List<VisibleChange> visibleChanges(ShapeSubscribers subscribers) {
    List<VisibleChange> visibleChanges = given.get(subscribers);
    return visibleChanges == null ? visibleChanges(subscribers.shape()) : visibleChanges;
  }

  private List<VisibleChange> visibleChanges(Shape shape) {
    List<VisibleChange> visibleChanges = new ArrayList<>();
    for (int place = 0; place < before.size(); place++) {
      Change change = commit.changes().get(place);
      if (change.model() == shape.model()) {
        VisibleChange visible = shape.see(change, before.get(place).orElse(null));
        if (visible != null) {
          visibleChanges.add(visible);
        }
      }
    }
    return visibleChanges;
  }

  private Seen look(Shape shape, List<VisibleChange> visibleChanges, Told known) {
    if (surelyOverflows(shape, visibleChanges)) {
      return Seen.OVERFLOW;
    }
    List<VisibleChange> shown = encoding.links.limited(shape, commit, visibleChanges, known);
    if (shown.size() > encoding.overflow) {
      return Seen.OVERFLOW;
    }
    Map<Long, Integer> places = shown.isEmpty() ? Map.of() : places(shape);
    List<Entry> entries = new ArrayList<>(shown.size());
    User actor = shown.isEmpty() ? commit.user() : encoding.links.actor(shape, commit, known);
    for (VisibleChange visible : shown) {
      int place = places.getOrDefault(visible.record().id(), Integer.MAX_VALUE);
      entries.add(new Entry(place, shape, actor, visible));
    }
    return new Seen(entries, false);
  }

  /** Whether it is too much whatever links may tell, so that nothing has to be read to know it. */
  private boolean surelyOverflows(Shape shape, List<VisibleChange> visibleChanges) {
    return visibleChanges.size() > encoding.overflow
        && encoding.links.surelyTold(shape, visibleChanges) > encoding.overflow;
  }

  private Map<Long, Integer> places(Shape shape) {
    Map<Long, Integer> places = new HashMap<>();
    List<Change> changes = commit.changes();
    for (int i = 0; i < changes.size(); i++) {
      if (changes.get(i).model() == shape.model()) {
        places.put(changes.get(i).record().id(), i);
      }
    }
    return places;
  }
}
