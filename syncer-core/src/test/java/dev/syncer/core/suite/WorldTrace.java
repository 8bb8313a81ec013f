package dev.syncer.core.suite;

import dev.syncer.core.change.Commit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was done in a {@link World}, as far as the other one of a pair has to know it. Units of work
 * and the creates in them are numbered from 0, in both worlds alike.
 */
final class WorldTrace {
  private final List<Commit> commits = new ArrayList<>();

  /** Of each unit of work the position of its commit; 0 if it left nothing. */
  private final List<Long> positions = new ArrayList<>();

  /** Of each unit of work the position of the last commit when it was over. */
  private final List<Long> heads = new ArrayList<>();

  private final List<String> outcomes = new ArrayList<>();

  /** Of each unit of work and each create that a caller called in it the new ids. */
  private final List<List<List<Long>>> created = new ArrayList<>();

  /** Records that a caller created, and not a command in a list: {@code position model,id}. */
  private final Set<String> direct = new HashSet<>();

  private final List<String> pending = new ArrayList<>();

  /** The store has told of a commit. */
  synchronized void add(Commit commit) {
    commits.add(commit);
  }

  synchronized List<Commit> commits() {
    return List.copyOf(commits);
  }

  /** A unit of work begins. */
  int begin() {
    created.add(new ArrayList<>());
    pending.clear();
    return created.size() - 1;
  }

  /** A create was called. */
  void created(String model, List<Long> ids) {
    created.get(created.size() - 1).add(ids);
    ids.forEach(id -> pending.add(model + "," + id));
  }

  /** How many records have been created so far, to come back to with {@link #undo}. */
  int mark() {
    return pending.size();
  }

  /** What was created since a mark is undone. */
  void undo(int mark) {
    pending.subList(mark, pending.size()).clear();
  }

  /**
   * The unit of work has ended.
   *
   * @param before the position of the last commit when it began
   * @param after that of now
   */
  void end(long before, long after, String outcome) {
    long position = after == before ? 0 : after;
    positions.add(position);
    heads.add(after);
    outcomes.add(outcome);
    pending.forEach(record -> direct.add(position + " " + record));
  }

  /** The position of the last commit when a unit of work was over, its own if it left something. */
  long head(int unit) {
    return heads.get(unit);
  }

  /** The ids of a create; empty if it was refused. */
  List<Long> ids(int unit, int create) {
    List<List<Long>> creates = created.get(unit);
    return create < creates.size() ? creates.get(create) : List.of();
  }

  /** Whether a record was created in a commit by a caller. */
  boolean isDirect(long position, String record) {
    return direct.contains(position + " " + record);
  }

  /** The first unit of work that ended otherwise in another world. */
  Optional<String> difference(WorldTrace other) {
    for (int i = 0; i < positions.size(); i++) {
      String one = ended(i);
      String two = other.ended(i);
      if (!one.equals(two)) {
        return Optional.of(one + "\n  " + two);
      }
    }
    return Optional.empty();
  }

  /** Positions are others where one world has a commit more. */
  private String ended(int unit) {
    String left = positions.get(unit) > 0 ? "something" : "nothing";
    return "unit of work %d: %s, left %s, created %s"
        .formatted(unit, outcomes.get(unit), left, created.get(unit));
  }
}
