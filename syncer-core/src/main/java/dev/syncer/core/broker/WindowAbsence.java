package dev.syncer.core.broker;

import dev.syncer.core.broker.ClientConnection.Known;
import dev.syncer.core.broker.CommitRedaction.Question;
import dev.syncer.core.broker.CommitRedaction.Told;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Order;
import dev.syncer.core.model.Row;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.shape.VisibleChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The time in which nobody told a client how its window changed. If nothing was committed then that
 * it would see without the window, it need not read anew: else it would learn of what it may not
 * read. Reads the log, so it is not for the broker's thread.
 *
 * @param shape what it sees now
 * @param since what the client has
 * @param until what the window shows
 * @param back who the client was when it came back with a cursor; null if it was here all the time
 */
record WindowAbsence(
    Subscription subscription, Shape shape, long since, long until, @Nullable Known back) {
  /** Commits that are looked at; whoever was away for more reads anew. */
  private static final int MOST_COMMITS = 4_096;

  /** Where it can be looked up what was committed meanwhile. */
  record Sources(CommitSource commits, CommitRedaction links, PastShapes past) {}

  boolean mayHaveMissedSomething(Sources from) {
    if (until - since > MOST_COMMITS || sawOtherwise(from.past)) {
      return true;
    }
    for (long read = since; read < until; ) {
      Optional<List<EncodedCommit>> commits = from.commits.after(read);
      if (commits.isEmpty() || commits.orElseThrow().isEmpty()) {
        return true;
      }
      for (EncodedCommit each : commits.orElseThrow()) {
        if (each.position() <= until && isSeen(from.links, shape, each)) {
          return true;
        }
        read = each.position();
      }
    }
    return false;
  }

  /** Whether the user had other rights at some time. */
  private boolean sawOtherwise(PastShapes past) {
    return back != null
        && past
            .of(subscription.connection())
            .during(subscription.request().shape(), since, back)
            .stream()
            .anyMatch(then -> !then.equals(shape));
  }

  private static boolean isSeen(CommitRedaction links, Shape shape, EncodedCommit commit) {
    List<VisibleChange> visibleChanges = new ArrayList<>();
    List<Change> changes = commit.commit().changes();
    for (int place = 0; place < changes.size(); place++) {
      Change change = changes.get(place);
      if (change.model() == shape.model()) {
        Row before = commit.before(place).orElse(null);
        if (moves(shape, change, before)) {
          return true;
        }
        VisibleChange visible = shape.see(change, before);
        if (visible != null) {
          visibleChanges.add(visible);
        }
      }
    }
    if (visibleChanges.isEmpty() || !shape.limitsLinks()) {
      return !visibleChanges.isEmpty();
    }
    Told told = links.read(List.of(new Question(shape, commit.commit(), visibleChanges))).get(0);
    return !links.limited(shape, commit.commit(), visibleChanges, told).isEmpty();
  }

  /** Whether a record stands elsewhere in the order, also by a field that is not shown. */
  private static boolean moves(Shape shape, Change change, @Nullable Row before) {
    Condition condition = shape.condition();
    return change.kind() == ChangeKind.WRITE
        && shape.window().orElseThrow().orders().stream()
            .map(Order::field)
            .anyMatch(change.oldValues()::containsKey)
        && condition.matches(change.record())
        && before != null
        && condition.matches(before);
  }
}
