package dev.syncer.behaviour;

import dev.syncer.behaviour.KillCommit.KillChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What everybody says that happened, of one run of {@link KillContract}.
 *
 * @param committed the change log, in order
 * @param attempted by the mark of a unit of work, how many changes it makes
 * @param acknowledged marks whose writers got an answer
 * @param start the mark after which all clients are there
 * @param told by client, whole commits as they were applied
 */
record KillHistory(
    List<KillCommit> committed,
    Map<String, Integer> attempted,
    List<String> acknowledged,
    String start,
    Map<String, List<KillCommit>> told) {
  KillHistory {
    committed = List.copyOf(committed);
    attempted = Map.copyOf(attempted);
    acknowledged = List.copyOf(acknowledged);
    told = Map.copyOf(told);
  }

  /** How much happened. */
  String summary() {
    return "%d units of work, %d committed, %d acknowledged"
        .formatted(attempted.size(), committed.size(), acknowledged.size());
  }

  /** What is wrong with it; empty if a database may have had it. */
  List<String> faults() {
    return new Check(this).faults();
  }

  /** Acknowledged ⊆ told ⊆ committed, each commit whole and once, versions without holes. */
  private static final class Check {
    private final KillHistory history;
    private final List<String> faults = new ArrayList<>();

    Check(KillHistory history) {
      this.history = history;
    }

    List<String> faults() {
      committed();
      acknowledged();
      versions();
      history.told().forEach(this::told);
      return faults;
    }

    /** No ghost, nothing doubled, each commit whole. */
    private void committed() {
      Set<String> known = new HashSet<>();
      for (KillCommit commit : afterFilling(history.committed())) {
        Integer changes = history.attempted().get(commit.mark());
        if (changes == null) {
          faults.add("committed, but nobody attempted it: " + commit);
        } else if (changes != commit.changes().size()) {
          faults.add("committed in part, " + changes + " changes were attempted: " + commit);
        }
        if (!known.add(commit.mark())) {
          faults.add("committed twice: " + commit);
        }
      }
    }

    private static List<KillCommit> afterFilling(List<KillCommit> log) {
      return log.subList(Math.min(1, log.size()), log.size());
    }

    private void acknowledged() {
      Set<String> marks = new HashSet<>();
      history.committed().forEach(commit -> marks.add(commit.mark()));
      history.acknowledged().stream()
          .filter(mark -> !marks.contains(mark))
          .forEach(mark -> faults.add("acknowledged, but not committed: " + mark));
    }

    private void versions() {
      Map<String, Long> versions = new HashMap<>();
      Set<String> gone = new HashSet<>();
      for (KillCommit commit : history.committed()) {
        for (KillChange change : commit.changes()) {
          long known = versions.getOrDefault(change.record(), 0L);
          boolean isUnlink = change.kind().equals("unlink");
          if (gone.contains(change.record())
              || change.kind().equals("create") != (known == 0)
              || change.version() != (isUnlink ? known : known + 1)) {
            faults.add("after version " + known + " of it: " + change);
          }
          versions.put(change.record(), change.version());
          if (isUnlink) {
            gone.add(change.record());
          }
        }
      }
    }

    /** From the start on a client is told what is committed: the same, in the same order. */
    private void told(String client, List<KillCommit> told) {
      List<KillCommit> expected = fromStart(history.committed());
      List<KillCommit> actual = fromStart(told);
      for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
        String is = i < actual.size() ? actual.get(i).toString() : "nothing more";
        String should = i < expected.size() ? expected.get(i).toString() : "nothing more";
        if (!is.equals(should)) {
          faults.add(client + " was told as commit " + i + " " + is + ", committed is " + should);
          return;
        }
      }
    }

    private List<KillCommit> fromStart(List<KillCommit> all) {
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).mark().equals(history.start())) {
          return all.subList(i, all.size());
        }
      }
      return List.of();
    }
  }
}
