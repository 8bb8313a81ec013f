package dev.syncer.core.broker;

import dev.syncer.core.change.Commit;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Search;
import dev.syncer.core.spi.Store;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which records that links point at may be read, by those who may not read all. An answer is kept
 * as long as nothing has changed by which it could be another one, so that a search is made for the
 * records that nobody asked for yet, and not for each commit. Kept in its share of the memory for
 * clients, and given up when that is short. Safe for use by many threads.
 */
final class LinkedRecords implements MemoryBudget.Cache {
  /** The part of the memory for clients that the answers may have. */
  private static final int PARTS = 32;

  /** Of an answer, with what leads to it. */
  private static final long BYTES_OF_ONE = 112;

  /** Of a limit: a condition has some terms. */
  private static final long BYTES_OF_LIMIT = 1024;

  private final Store store;
  private final VisibilityLog visibility;
  private final MemoryBudget memory;
  private final long share;
  private final Map<Limit, Map<Long, Answer>> answers = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * Those of a model's records that somebody may read.
   *
   * @param condition holds for them
   */
  record Limit(Model model, Condition condition) {}

  /**
   * What is known of a record.
   *
   * @param at the position of the state that says so
   */
  private record Answer(boolean isReadable, long at) {}

  /**
   * What links of a commit may tell of records that it has not changed.
   *
   * @param readable those that may be read now
   * @param named those of them that might be read right after the commit too: the log has the names
   *     of then
   */
  record Judged(Set<Long> readable, Set<Long> named) {
    static final Judged NOTHING = new Judged(Set.of(), Set.of());
  }

  LinkedRecords(Store store, VisibilityLog visibility, MemoryBudget memory) {
    this.store = store;
    this.visibility = visibility;
    this.memory = memory;
    this.share = memory.share(PARTS);
  }

  /** Begins at the head. */
  void start(long head) {
    visibility.start(head);
  }

  /** Takes the next commit. */
  void heard(Commit commit) {
    visibility.heard(commit);
  }

  /** Those of the ids that may be read, in a state. */
  static Set<Long> readable(ReadTransaction transaction, Limit limit, Set<Long> ids) {
    if (ids.isEmpty() || limit.condition.equals(Condition.NOTHING)) {
      return Set.of();
    }
    Condition among =
        new Condition.In(limit.model.fields().get(0), ids.stream().map(id -> (Object) id).toList());
    Condition both = Conditions.normal(new Condition.All(List.of(among, limit.condition)));
    Set<Long> readable = new HashSet<>();
    transaction
        .search(limit.model, Search.of(both).fields(Set.of()))
        .rows()
        .forEach(row -> readable.add(row.id()));
    return readable;
  }

  /** What links of the commit at a position may tell; null where that has to be read. */
  @Nullable Judged judged(Limit limit, Set<Long> ids, long position) {
    if (ids.isEmpty() || limit.condition.equals(Condition.NOTHING)) {
      return Judged.NOTHING;
    }
    Map<Long, Answer> known = known(limit, ids, position);
    boolean isKnown =
        known.size() == ids.size()
            && (visibility.isConstant(limit.model) || visibility.reaches(position));
    return isKnown ? judged(limit, known, position) : null;
  }

  /** None where it has not been heard whether they still hold. */
  private synchronized Map<Long, Answer> known(Limit limit, Set<Long> ids, long position) {
    Map<Long, Answer> all =
        visibility.hasHeard(position) ? answers.getOrDefault(limit, Map.of()) : Map.of();
    Map<Long, Answer> known = new HashMap<>();
    for (Long id : ids) {
      Answer answer = all.get(id);
      if (answer != null && !visibility.hasTurned(limit.model, id, answer.at)) {
        known.put(id, answer);
      }
    }
    return known;
  }

  private Judged judged(Limit limit, Map<Long, Answer> known, long position) {
    Set<Long> readable = new HashSet<>();
    Set<Long> named = new HashSet<>();
    known.forEach(
        (id, answer) -> {
          if (answer.isReadable) {
            readable.add(id);
            if (visibility.matchedAt(limit.model, id, limit.condition, position)) {
              named.add(id);
            }
          }
        });
    return new Judged(readable, named);
  }

  /**
   * Reads what is not known of records, at once for many commits; reads the database.
   *
   * @param asked the records that commits link to
   * @param from the position of the first of the commits
   * @param to that of the last
   */
  Found read(Map<Limit, Set<Long>> asked, long from, long to) {
    Map<Limit, Map<Long, Answer>> found = new HashMap<>();
    Map<Limit, Set<Long>> unknown = new HashMap<>();
    asked.forEach(
        (limit, ids) -> {
          Map<Long, Answer> known = known(limit, ids, to);
          found.put(limit, known);
          Set<Long> others = new HashSet<>(ids);
          others.removeAll(known.keySet());
          if (!others.isEmpty() && !limit.condition.equals(Condition.NOTHING)) {
            unknown.put(limit, others);
          }
        });
    if (!unknown.isEmpty()) {
      search(unknown)
          .forEach(
              (limit, fresh) -> found.computeIfAbsent(limit, l -> new HashMap<>()).putAll(fresh));
    }
    while (!comeCloser(asked.keySet(), from)) {
      // a piece more
    }
    return new Found(found);
  }

  /**
   * Reads a piece of what has to be known for the commits after a position.
   *
   * @return whether nothing is missing any more
   */
  boolean comeCloser(Set<Limit> limits, long position) {
    return areConstant(limits) || visibility.reach(position);
  }

  private boolean areConstant(Set<Limit> limits) {
    return limits.stream()
        .allMatch(
            limit ->
                limit.condition.equals(Condition.NOTHING) || visibility.isConstant(limit.model));
  }

  private Map<Limit, Map<Long, Answer>> search(Map<Limit, Set<Long>> unknown) {
    Map<Limit, Map<Long, Answer>> found = new HashMap<>();
    store.read(
        ReadLane.DELIVERY,
        transaction -> {
          long head = transaction.head();
          if (!areConstant(unknown.keySet())) {
            visibility.goForth(transaction, head);
          }
          unknown.forEach(
              (limit, ids) -> {
                Set<Long> readable = readable(transaction, limit, ids);
                Map<Long, Answer> fresh = new HashMap<>();
                ids.forEach(id -> fresh.put(id, new Answer(readable.contains(id), head)));
                found.put(limit, fresh);
              });
          return head;
        });
    found.forEach(this::keep);
    return found;
  }

  private synchronized void keep(Limit limit, Map<Long, Answer> fresh) {
    Map<Long, Answer> known = answers.get(limit);
    if (known == null) {
      known = new HashMap<>();
      answers.put(limit, known);
      count(BYTES_OF_LIMIT);
    }
    int before = known.size();
    known.putAll(fresh);
    count((known.size() - before) * BYTES_OF_ONE);
    forgetDownTo(share);
  }

  /** Forgets those that were not asked for longest. */
  private void forgetDownTo(long most) {
    var oldestUse = answers.values().iterator();
    while (bytes > most && oldestUse.hasNext()) {
      count(-BYTES_OF_LIMIT - oldestUse.next().size() * BYTES_OF_ONE);
      oldestUse.remove();
    }
  }

  private void count(long more) {
    bytes += more;
    memory.add(MemoryKind.LINKED_RECORDS, more);
  }

  @Override
  public synchronized void giveUp() {
    forgetDownTo(0);
  }

  /** What was read for some commits; also what others would have to read again by now. */
  final class Found {
    private final Map<Limit, Map<Long, Answer>> found;

    private Found(Map<Limit, Map<Long, Answer>> found) {
      this.found = found;
    }

    /** What links of the commit at a position may tell, of records that were asked for. */
    Judged judged(Limit limit, Set<Long> ids, long position) {
      Map<Long, Answer> all = found.getOrDefault(limit, Map.of());
      Map<Long, Answer> known = new HashMap<>();
      for (Long id : ids) {
        Answer answer = all.get(id);
        if (answer != null) {
          known.put(id, answer);
        }
      }
      return LinkedRecords.this.judged(limit, known, position);
    }
  }
}
