package dev.syncer.core.broker;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.spi.ReadTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * When the records of models with rules changed in what rules look at, over a range of the log that
 * ends at its head. So it is known without a look into the log who could read a record at a
 * position: few changes are of that kind, and each is kept as the record was before it in those
 * fields alone. Grows with each commit, and backwards, a piece at a time, where somebody comes back
 * from before its beginning; in its share of the memory for clients. Safe for use by many threads.
 */
final class VisibilityLog {
  /** The part of the memory for clients that it may have. */
  private static final int PARTS = 16;

  /** How many changes are kept at most: whoever forgets some looks through them. */
  private static final int MOST = 50_000;

  /** Of a change without the record: what leads to it. */
  private static final long BYTES_OF_ONE = 200;

  /** Commits that are read at once. */
  private static final int BATCH = 256;

  /** Positions that are read at once on the way back. */
  private static final int PIECE = 1_024;

  private final LongFunction<Optional<List<EncodedCommit>>> stored;
  private final MemoryBudget memory;
  private final long share;
  private final Map<Model, Set<ModelField>> deciding = new ConcurrentHashMap<>();

  /** The changes by record and position. */
  private final Map<Model, Map<Long, NavigableMap<Long, Before>>> turns = new HashMap<>();

  private int size;

  /** What the {@link #turns} take. */
  private long bytes;

  /** All changes after it, up to the high one, are here. */
  private long low = -1;

  private long high = -1;

  /** Whether it does not go further back, because there are too many changes. */
  private boolean isAtItsEnd;

  private final Object way = new Object();

  /**
   * A record before a change.
   *
   * @param row null where the change took it away
   */
  private record Before(@Nullable Row row) {
    static final Before UNLINK = new Before(null);

    long bytes() {
      return BYTES_OF_ONE + (row == null ? 0 : row.bytes());
    }
  }

  /** A change, on its way in. */
  private record Turn(Model model, long id, long position, Before before) {}

  /**
   * @param stored some of the commits after a position, in order, none at the head; empty if the
   *     log does not reach back to it. May read the database
   * @param memory counts what is kept
   */
  VisibilityLog(LongFunction<Optional<List<EncodedCommit>>> stored, MemoryBudget memory) {
    this.stored = stored;
    this.memory = memory;
    this.share = memory.share(PARTS);
  }

  /** Begins at the head, unless it has. */
  synchronized void start(long head) {
    if (high < 0) {
      begin(head);
    }
  }

  /** Takes the next commit; where it does not follow the one before, it begins anew. */
  synchronized void heard(Commit commit) {
    if (commit.position() <= high) {
      return;
    }
    if (commit.position() != high + 1) {
      begin(commit.position() - 1);
    }
    turns(commit).forEach(this::add);
    high = commit.position();
    while (size > MOST || bytes > share) {
      forgetOldHalf();
    }
  }

  private void begin(long position) {
    turns.clear();
    size = 0;
    count(-bytes);
    low = position;
    high = position;
    isAtItsEnd = false;
  }

  private void add(Turn turn) {
    turns
        .computeIfAbsent(turn.model, m -> new HashMap<>())
        .computeIfAbsent(turn.id, i -> new TreeMap<>())
        .put(turn.position, turn.before);
    size++;
    count(turn.before.bytes());
  }

  private void count(long more) {
    bytes += more;
    memory.add(MemoryKind.VISIBILITY, more);
  }

  private void forgetOldHalf() {
    low += (high - low + 1) / 2;
    isAtItsEnd = false;
    for (Map<Long, NavigableMap<Long, Before>> records : turns.values()) {
      for (NavigableMap<Long, Before> changes : records.values()) {
        Map<Long, Before> old = changes.headMap(low, true);
        size -= old.size();
        count(-old.values().stream().mapToLong(Before::bytes).sum());
        old.clear();
      }
      records.values().removeIf(Map::isEmpty);
    }
  }

  private List<Turn> turns(Commit commit) {
    List<Turn> turns = new ArrayList<>();
    for (Change change : commit.changes()) {
      Set<ModelField> fields = deciding(change.model());
      long id = change.record().id();
      if (fields.isEmpty()) {
        continue;
      }
      if (change.kind() == ChangeKind.UNLINK) {
        turns.add(new Turn(change.model(), id, commit.position(), Before.UNLINK));
      } else if (change.oldValues().keySet().stream().anyMatch(fields::contains)) {
        Row before = change.before().orElseThrow().showing(fields);
        turns.add(new Turn(change.model(), id, commit.position(), new Before(before)));
      }
    }
    return turns;
  }

  /** The fields that the rules of a model look at, and the id; none where it has no rules. */
  private Set<ModelField> deciding(Model model) {
    return deciding.computeIfAbsent(
        model,
        m -> {
          Set<ModelField> fields = new HashSet<>(Rights.deciding(m));
          if (!fields.isEmpty()) {
            fields.add(m.fields().get(0));
          }
          return fields;
        });
  }

  /** Whether who can read a record of a model never changes as long as the record is there. */
  boolean isConstant(Model model) {
    return deciding(model).size() <= 1;
  }

  /** Whether all changes up to a position were taken. */
  synchronized boolean hasHeard(long position) {
    return position <= high;
  }

  /** Whether a record may be readable for others than at a position. */
  synchronized boolean hasTurned(Model model, long id, long since) {
    if (since >= high) {
      return false;
    }
    return since < low || firstAfter(model, id, since) != null;
  }

  /** Whether all changes after a position are here, or never will be. */
  synchronized boolean reaches(long position) {
    return position >= low || isAtItsEnd;
  }

  /**
   * Whether a record matched a condition right after a commit; it does so now.
   *
   * @param position is {@linkplain #reaches reached}
   */
  synchronized boolean matchedAt(Model model, long id, Condition limit, long position) {
    if (isConstant(model)) {
      return true;
    }
    if (position < low) {
      return false;
    }
    Before first = firstAfter(model, id, position);
    return first == null || (first.row != null && limit.matches(first.row));
  }

  private @Nullable Before firstAfter(Model model, long id, long position) {
    NavigableMap<Long, Before> changes = turns.getOrDefault(model, Map.of()).get(id);
    Map.Entry<Long, Before> first = changes == null ? null : changes.higherEntry(position);
    return first == null ? null : first.getValue();
  }

  /**
   * Reads what this has not heard of up to a state.
   *
   * @param head the position of the state
   */
  void goForth(ReadTransaction transaction, long head) {
    start(head);
    for (long at = high(); at < head; at = high()) {
      List<Commit> next = transaction.log(at, BATCH);
      if (next.isEmpty()) {
        return;
      }
      next.forEach(this::heard);
    }
  }

  private synchronized long high() {
    return high;
  }

  private synchronized long low() {
    return low;
  }

  /**
   * Reads a piece of what is missing after a position.
   *
   * @return whether nothing is missing any more that could be read
   */
  boolean reach(long position) {
    if (reaches(position)) {
      return true;
    }
    synchronized (way) { // who waits here finds it done
      return reaches(position) || !goBack(position, low()) || reaches(position);
    }
  }

  /** False if the log does not reach so far. */
  private boolean goBack(long position, long end) {
    long begin = Math.max(position, end - PIECE);
    List<Turn> found = new ArrayList<>();
    for (long at = begin; at < end; ) {
      List<EncodedCommit> next = stored.apply(at).orElse(List.of());
      if (next.isEmpty()) {
        return false;
      }
      for (EncodedCommit commit : next) {
        at = commit.position();
        if (at <= end) {
          found.addAll(turns(commit.commit()));
        }
      }
    }
    arrived(begin, end, found);
    return true;
  }

  private synchronized void arrived(long begin, long end, List<Turn> found) {
    if (low != end) {
      return; // it has begun anew meanwhile
    }
    long more = found.stream().mapToLong(turn -> turn.before.bytes()).sum();
    if (size + found.size() > MOST || bytes + more > share) {
      isAtItsEnd = true;
      return;
    }
    found.forEach(this::add);
    low = begin;
  }
}
