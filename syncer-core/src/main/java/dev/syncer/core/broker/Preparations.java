package dev.syncer.core.broker;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Has read what has to be read before it is known what somebody sees of a commit: elsewhere, in the
 * turn of the user who needs it, so that a slow one delays only those who need the same. Used on
 * the broker's thread.
 */
final class Preparations {
  private final Reading reading;
  private final Membership membership;
  private final Map<EncodedCommit, List<Preparation>> underWay = new IdentityHashMap<>();

  /** What is read together: of one commit, for one user's sake. */
  private record Preparation(
      EncodedCommit commit, Set<ShapeSubscribers> subscribed, Set<DefaultConnection> waiting) {}

  Preparations(Reading reading, Membership membership) {
    this.reading = reading;
    this.membership = membership;
  }

  /** Has what subscribers see of a commit prepared; then the line of a connection goes on. */
  void request(
      EncodedCommit commit, Set<ShapeSubscribers> subscribed, DefaultConnection connection) {
    List<Preparation> known = underWay.computeIfAbsent(commit, any -> new ArrayList<>());
    Set<ShapeSubscribers> missing = new LinkedHashSet<>(subscribed);
    for (Preparation each : known) {
      if (missing.removeAll(each.subscribed)) {
        each.waiting.add(connection);
      }
    }
    if (!missing.isEmpty()) {
      Preparation made = new Preparation(commit, missing, new LinkedHashSet<>());
      made.waiting.add(connection);
      known.add(made);
      reading.elsewhere(
          "to prepare a commit",
          connection.user().id(),
          () -> {
            made.commit.prepare(made.subscribed);
            return made;
          },
          done -> done(done, membership::goOn),
          // A pass tries again, and says whose fault it is.
          failure -> done(made, membership::fallBehindNow),
          membership::closeAll);
    }
  }

  private void done(Preparation it, Consumer<DefaultConnection> what) {
    List<Preparation> known = underWay.getOrDefault(it.commit, List.of());
    known.remove(it);
    if (known.isEmpty()) {
      underWay.remove(it.commit);
    }
    it.waiting.forEach(
        each -> reading.failures().closing("to go on", each, () -> what.accept(each)));
  }
}
