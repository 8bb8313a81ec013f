package dev.syncer.core.broker;

import dev.syncer.api.User;
import dev.syncer.core.broker.Links.Question;
import dev.syncer.core.broker.Links.Told;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Row;
import dev.syncer.core.shape.Notifications;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.shape.Sight;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A commit on its way out. Each change is judged and encoded once for a shape, and each combination
 * of seats gets its frames once, however many connections share them and whether they are live or
 * catch up. Safe for use by many threads.
 */
final class EncodedCommit {
  /** Bytes of a record before a change; its values are those of the change. */
  private static final int BEFORE = 120;

  private final Commit commit;
  private final Encoding encoding;
  private final String cursor;
  private final List<Optional<Row>> before;
  private final long bytes;

  /** What audiences see that is not in the changes alone. */
  private final Map<Audience, List<Sight>> given = new ConcurrentHashMap<>();

  /**
   * What links may tell, where that had to be found out. Small, and not to be made without reads.
   */
  private final Map<Audience, Told> told = new ConcurrentHashMap<>();

  private final Map<Audience, Seen> seen = new ConcurrentHashMap<>();
  private final Map<Set<Seat>, List<Frame>> frames = new ConcurrentHashMap<>();

  /** What all commits are encoded with. */
  record Encoding(Notifications notifications, FrameWriter writer, Links links, int overflow) {}

  /** What an audience sees of the commit; nothing is encoded where it is more than it may be. */
  private record Seen(List<Entry> entries, boolean overflows) {
    static final Seen OVERFLOW = new Seen(List.of(), true);
  }

  /** A change in the bytes of a shape, and its place in the commit. */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way out: never compared
  private record Entry(int place, long recordId, byte[] notification) {}

  /** An entry under the name of a seat. */
  private record Named(String name, Entry entry) {

    /**
     * As the commit changed the records, and of one record by the names of the seats: in which
     * order the seats were found hangs on values that one may not read.
     */
    static final Comparator<Named> ORDER =
        Comparator.<Named>comparingInt(each -> each.entry.place).thenComparing(Named::name);
  }

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
   * Whether it is known what an audience sees: nothing has to be read for it, or it was prepared.
   * Reads nothing itself.
   */
  boolean isReady(Audience audience) {
    Shape shape = audience.shape();
    if (!shape.limitsLinks() || seen.containsKey(audience) || told.containsKey(audience)) {
      return true;
    }
    List<Sight> sights = sights(audience);
    Told known =
        surelyOverflows(shape, sights) ? Told.NOTHING : encoding.links.told(shape, commit, sights);
    if (known == null) {
      return false;
    }
    told.put(audience, known);
    seen.computeIfAbsent(audience, a -> encode(shape, sights, known));
    return true;
  }

  /** As {@link #prepare(List, Collection)}, of this commit alone. */
  void prepare(Collection<Audience> audiences) {
    prepare(List.of(this), audiences);
  }

  /**
   * Reads what has to be read to know what audiences see of some commits, on the calling thread and
   * at once for all of them. Nothing is kept where that fails; the next call tries it again.
   *
   * @throws dev.syncer.core.spi.StoreException if the database cannot be read
   */
  static void prepare(List<EncodedCommit> commits, Collection<Audience> audiences) {
    record Unready(EncodedCommit commit, Audience audience) {}

    List<Unready> unready = new ArrayList<>();
    List<Question> questions = new ArrayList<>();
    for (EncodedCommit commit : commits) {
      for (Audience audience : audiences) {
        if (!commit.isReady(audience)) {
          unready.add(new Unready(commit, audience));
          questions.add(new Question(audience.shape(), commit.commit, commit.sights(audience)));
        }
      }
    }
    if (!questions.isEmpty()) {
      List<Told> read = commits.get(0).encoding.links.read(questions);
      for (int i = 0; i < read.size(); i++) {
        unready.get(i).commit.told.put(unready.get(i).audience, read.get(i));
      }
    }
  }

  /** Whether so much is seen that the audience reads anew instead. */
  boolean overflows(Audience audience) {
    return seen(audience).overflows;
  }

  /** Whether an audience sees anything of this commit. */
  boolean touches(Audience audience) {
    Seen entries = seen(audience);
    return entries.overflows || !entries.entries.isEmpty();
  }

  /** Whether {@link #saw} has said what an audience sees. */
  boolean isTold(Audience audience) {
    return given.containsKey(audience);
  }

  /** What an audience sees that is not in the changes alone: through a window, by other rights. */
  void saw(Audience audience, List<Sight> sights) {
    given.put(audience, List.copyOf(sights));
    told.remove(audience);
    seen.remove(audience);
  }

  /** The frames for a connection that has these seats; all of them are touched. */
  List<Frame> frames(Set<Seat> seats) {
    return frames.computeIfAbsent(
        seats,
        all -> {
          List<Named> named = new ArrayList<>();
          for (Seat seat : all) {
            seen(seat.audience())
                .entries
                .forEach(entry -> named.add(new Named(seat.name(), entry)));
          }
          return lay(named);
        });
  }

  /** The frames for a connection of which some subscriptions already hold some of the records. */
  List<Frame> frames(Map<Subscription, Seat> seats) {
    List<Named> named = new ArrayList<>();
    seats.forEach(
        (subscription, seat) -> {
          for (Entry entry : seen(seat.audience()).entries) {
            if (!subscription.holds(entry.recordId, position())) {
              named.add(new Named(seat.name(), entry));
            }
          }
        });
    return lay(named);
  }

  private List<Frame> lay(List<Named> named) {
    named.sort(Named.ORDER);
    return encoding.writer.commit(
        cursor,
        named.stream().map(each -> FrameWriter.entry(each.name, each.entry.notification)).toList());
  }

  private Seen seen(Audience audience) {
    Seen known = seen.get(audience);
    if (known != null) {
      return known;
    }
    Told links = told(audience);
    return seen.computeIfAbsent(audience, a -> encode(a.shape(), sights(a), links));
  }

  /** Of one that nobody has prepared it is read here, which the broker's thread must not. */
  private Told told(Audience audience) {
    if (!audience.shape().limitsLinks()) {
      return Told.NOTHING;
    }
    Told known = told.get(audience);
    if (known == null) {
      prepare(List.of(audience));
      known = told.getOrDefault(audience, Told.NOTHING);
    }
    return known;
  }

  private List<Sight> sights(Audience audience) {
    List<Sight> sights = given.get(audience);
    return sights == null ? sights(audience.shape()) : sights;
  }

  private List<Sight> sights(Shape shape) {
    List<Sight> sights = new ArrayList<>();
    for (int place = 0; place < before.size(); place++) {
      Change change = commit.changes().get(place);
      if (change.model() == shape.model()) {
        Sight sight = shape.see(change, before.get(place).orElse(null));
        if (sight != null) {
          sights.add(sight);
        }
      }
    }
    return sights;
  }

  private Seen encode(Shape shape, List<Sight> sights, Told known) {
    if (surelyOverflows(shape, sights)) {
      return Seen.OVERFLOW;
    }
    List<Sight> shown = encoding.links.limited(shape, commit, sights, known);
    if (shown.size() > encoding.overflow) {
      return Seen.OVERFLOW;
    }
    Map<Long, Integer> places = shown.isEmpty() ? Map.of() : places(shape);
    List<Entry> entries = new ArrayList<>(shown.size());
    User actor = shown.isEmpty() ? commit.user() : encoding.links.actor(shape, commit, known);
    for (Sight sight : shown) {
      long id = sight.record().id();
      entries.add(
          new Entry(
              places.getOrDefault(id, Integer.MAX_VALUE),
              id,
              encoding.notifications.encode(commit, actor, shape, sight)));
    }
    return new Seen(entries, false);
  }

  /** Whether it is too much whatever links may tell, so that nothing has to be read to know it. */
  private boolean surelyOverflows(Shape shape, List<Sight> sights) {
    return sights.size() > encoding.overflow
        && encoding.links.surelyTold(shape, sights) > encoding.overflow;
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
