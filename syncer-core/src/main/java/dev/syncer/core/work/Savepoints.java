package dev.syncer.core.work;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The attempts that a unit of work is in, and how the records were before each. A record is kept
 * when it is about to change, so that an attempt costs what it changes and not what there is.
 */
final class Savepoints {
  private record Attempt(int begin, Map<Tracked, Tracked.State> before, List<Runnable> lost) {}

  private final Deque<Attempt> open = new ArrayDeque<>();

  /**
   * An attempt begins.
   *
   * @param begin how many records are tracked; those after it belong to the attempt
   */
  void begin(int begin) {
    open.push(new Attempt(begin, new LinkedHashMap<>(), new ArrayList<>()));
  }

  /** A record is about to change. */
  void remember(Tracked tracked) {
    Attempt attempt = open.peek();
    if (attempt != null) {
      attempt.before().computeIfAbsent(tracked, Tracked::state);
    }
  }

  /**
   * Something that waits to be done is about to be done, or forgotten: a failure makes that undone.
   *
   * @param bringBack makes it wait again; what came to wait since then may stay, it is looked at
   *     once more and nothing follows
   */
  void losing(Runnable bringBack) {
    Attempt attempt = open.peek();
    if (attempt != null) {
      attempt.lost().add(bringBack);
    }
  }

  /** The records that the innermost attempt has changed or created. */
  Set<Tracked> changed(List<Tracked> all) {
    Attempt attempt = open.getFirst();
    Set<Tracked> changed = new LinkedHashSet<>(attempt.before().keySet());
    changed.addAll(all.subList(attempt.begin(), all.size()));
    return changed;
  }

  /** The innermost attempt has ended well: what it changed belongs to the one around it. */
  void succeed() {
    Attempt ended = open.pop();
    Attempt around = open.peek();
    if (around != null) {
      ended.before().forEach(around.before()::putIfAbsent);
      around.lost().addAll(ended.lost());
    }
  }

  /**
   * The innermost attempt has failed: its records are as before, what waited waits again, and the
   * records that came with it are taken out of the list.
   *
   * @return those that were taken out
   */
  List<Tracked> fail(List<Tracked> all) {
    Attempt failed = open.pop();
    failed.before().forEach(Tracked::restore);
    failed.lost().forEach(Runnable::run);
    List<Tracked> after = all.subList(failed.begin(), all.size());
    List<Tracked> removed = List.copyOf(after);
    after.clear();
    return removed;
  }
}
