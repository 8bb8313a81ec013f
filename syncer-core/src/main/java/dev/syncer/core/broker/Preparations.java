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
  private final FallingBehind fallingBehind;
  private final Map<EncodedCommit, List<Preparation>> underWay = new IdentityHashMap<>();

  /** What is read together: of one commit, for one user's sake. */
  private record Preparation(
      EncodedCommit commit, Set<ShapeSubscribers> whose, Set<ClientConnection> waiting) {}

  Preparations(Reading reading, FallingBehind fallingBehind) {
    this.reading = reading;
    this.fallingBehind = fallingBehind;
  }

  /** Has what subscribers see of a commit prepared; then the line of a connection goes on. */
  void request(EncodedCommit commit, Set<ShapeSubscribers> whose, ClientConnection connection) {
    List<Preparation> known = underWay.computeIfAbsent(commit, any -> new ArrayList<>());
    Set<ShapeSubscribers> missing = new LinkedHashSet<>(whose);
    for (Preparation each : known) {
      if (missing.removeAll(each.whose)) {
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
            made.commit.prepare(made.whose);
            return made;
          },
          ready -> done(ready, each -> each.line().advance()),
          // A pass tries again, and says whose fault it is.
          failure -> done(made, fallingBehind::fallBehindNow));
    }
  }

  private void done(Preparation it, Consumer<ClientConnection> what) {
    List<Preparation> known = underWay.getOrDefault(it.commit, List.of());
    known.remove(it);
    if (known.isEmpty()) {
      underWay.remove(it.commit);
    }
    it.waiting.forEach(
        each -> reading.failures().closing("to go on", each, () -> what.accept(each)));
  }
}
