package dev.syncer.behaviour;

import dev.syncer.behaviour.KillCommit.KillChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Negative controls of {@link KillHistory#faults}: a history with one fault, which it has to find.
 */
enum KillTampering {
  /** A client was not told of a commit. */
  LOST {
    @Override
    void tamper(List<KillCommit> told, int at) {
      told.remove(at);
    }
  },
  /** A client was told of a commit twice. */
  DOUBLED {
    @Override
    void tamper(List<KillCommit> told, int at) {
      told.add(at, told.get(at));
    }
  },
  /** A client was told of two commits in the wrong order. */
  SWAPPED {
    @Override
    void tamper(List<KillCommit> told, int at) {
      told.add(at - 1, told.remove(at));
    }
  },
  /** A client was told of one commit as of two. */
  SPLIT {
    @Override
    void tamper(List<KillCommit> told, int at) {
      KillCommit whole = told.get(at);
      List<KillChange> changes = whole.changes();
      told.set(at, new KillCommit(whole.mark(), changes.subList(0, 1)));
      told.add(at + 1, new KillCommit(whole.mark(), changes.subList(1, changes.size())));
    }
  },
  /** A client was told of a part of a commit. */
  CUT {
    @Override
    void tamper(List<KillCommit> told, int at) {
      KillCommit whole = told.get(at);
      told.set(at, new KillCommit(whole.mark(), whole.changes().subList(1, 2)));
    }
  },
  /** A client was told of what was never committed. */
  GHOST {
    @Override
    void tamper(List<KillCommit> told, int at) {
      told.add(at, new KillCommit("ghost", told.get(at).changes()));
    }
  },
  /** The last commit that a client was told of was forgotten by the server. */
  FORGOTTEN {
    @Override
    KillHistory of(KillHistory history) {
      List<KillCommit> log = history.committed();
      return committed(history, log.subList(0, log.size() - 1));
    }
  },
  /** A commit is in the log twice. */
  COMMITTED_TWICE {
    @Override
    KillHistory of(KillHistory history) {
      List<KillCommit> log = new ArrayList<>(history.committed());
      log.add(log.get(log.size() / 2));
      return committed(history, log);
    }
  },
  /** A unit of work left a part of itself, of which everybody is told in the same way. */
  COMMITTED_IN_PART {
    @Override
    KillHistory of(KillHistory history) {
      List<KillCommit> log = new ArrayList<>(history.committed());
      Map<String, List<KillCommit>> told = copy(history.told());
      KillCommit last = log.get(log.size() - 1);
      List<KillChange> stages =
          last.changes().stream().filter(c -> c.record().startsWith("test.stage,")).toList();
      KillCommit part = new KillCommit(last.mark(), stages);
      log.set(log.size() - 1, part);
      told.values().forEach(all -> all.set(all.size() - 1, part));
      return new KillHistory(
          log, history.attempted(), history.acknowledged(), history.start(), told);
    }
  },
  /** A writer has the answer to a unit of work that the log does not know. */
  NOT_DURABLE {
    @Override
    KillHistory of(KillHistory history) {
      List<String> acknowledged = new ArrayList<>(history.acknowledged());
      acknowledged.add("not durable");
      return new KillHistory(
          history.committed(), history.attempted(), acknowledged, history.start(), history.told());
    }
  };

  /** The history with the fault. */
  KillHistory of(KillHistory history) {
    Map<String, List<KillCommit>> told = copy(history.told());
    List<KillCommit> one = told.values().iterator().next();
    tamper(one, one.size() - 2);
    return new KillHistory(
        history.committed(), history.attempted(), history.acknowledged(), history.start(), told);
  }

  /**
   * @param at the last commit but one
   */
  void tamper(List<KillCommit> told, int at) {}

  private static KillHistory committed(KillHistory history, List<KillCommit> log) {
    return new KillHistory(
        log, history.attempted(), history.acknowledged(), history.start(), history.told());
  }

  private static Map<String, List<KillCommit>> copy(Map<String, List<KillCommit>> told) {
    Map<String, List<KillCommit>> copy = new HashMap<>();
    told.forEach((client, all) -> copy.put(client, new ArrayList<>(all)));
    return copy;
  }
}
