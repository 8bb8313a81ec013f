package dev.syncer.core.broker;

import dev.syncer.api.User;
import dev.syncer.core.broker.LinkedRecords.Judged;
import dev.syncer.core.broker.LinkedRecords.Limit;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.UserNamePolicy;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.shape.VisibleChange;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.view.Redaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hides what links would tell of records that may not be read: lists lose their ids, and a many2one
 * its name. What is left decides whether there is something to tell. Only shapes that have such
 * links cost anything. Safe for use by many threads.
 */
final class CommitRedaction {
  private final Registry registry;
  private final LinkedRecords records;
  private final Redaction redaction;

  CommitRedaction(Registry registry, LinkedRecords records) {
    this.registry = registry;
    this.records = records;
    this.redaction = new Redaction(registry);
  }

  /** Begins at the head. */
  void start(long head) {
    records.start(head);
  }

  /** Takes the next commit. */
  void heard(Commit commit) {
    records.heard(commit);
  }

  /** The rows without what their links may not tell, in a state of the database. */
  List<Row> limited(Shape shape, ReadTransaction transaction, List<Row> rows) {
    if (!shape.limitsLinks() || rows.isEmpty()) {
      return rows;
    }
    Map<Model, Set<Long>> linked = new LinkedHashMap<>();
    rows.forEach(row -> redaction.gather(shape.links(), shape.fields(), row, linked));
    Map<Model, Set<Long>> readable = new HashMap<>();
    linked.forEach(
        (model, ids) ->
            readable.put(model, LinkedRecords.readable(transaction, limit(shape, model), ids)));
    return rows.stream()
        .map(row -> redaction.redacted(shape.links(), shape.fields(), row, readable, readable))
        .toList();
  }

  private static Limit limit(Shape shape, Model model) {
    return new Limit(model, Objects.requireNonNull(shape.links().limits().get(model)));
  }

  /**
   * What links of a commit may tell, by model.
   *
   * @param now the records that may be read after the commit
   * @param then those that might be read before it
   * @param names those that are called by name
   */
  record Told(Map<Model, Set<Long>> now, Map<Model, Set<Long>> then, Map<Model, Set<Long>> names) {
    /** Of a commit that tells nothing of links. */
    static final Told NOTHING = new Told(Map.of(), Map.of(), Map.of());
  }

  /** What is known of records that links of the commit at a position point at. */
  private interface Knowledge {
    @Nullable Judged judged(Limit limit, Set<Long> ids, long position);
  }

  /** What links may tell of these visible changes of a commit; null where that has to be read. */
  @Nullable Told told(Shape shape, Commit commit, List<VisibleChange> visibleChanges) {
    return told(shape, commit, visibleChanges, records::judged);
  }

  private @Nullable Told told(
      Shape shape, Commit commit, List<VisibleChange> visibleChanges, Knowledge knowledge) {
    if (!shape.limitsLinks() || visibleChanges.isEmpty()) {
      return Told.NOTHING;
    }
    Told told = new Told(new HashMap<>(), new HashMap<>(), new HashMap<>());
    for (Map.Entry<Model, Set<Long>> linked : linked(shape, commit, visibleChanges).entrySet()) {
      Limit limit = limit(shape, linked.getKey());
      Set<Long> after = new HashSet<>();
      Set<Long> earlier = new HashSet<>();
      Set<Long> others = new HashSet<>(linked.getValue());
      judgeChanges(limit, commit, after, earlier, others);
      Set<Long> names = new HashSet<>(after);
      Judged judged = knowledge.judged(limit, others, commit.position());
      if (judged == null) {
        return null;
      }
      after.addAll(judged.readable());
      earlier.addAll(judged.readable());
      names.addAll(judged.named());
      told.now.put(limit.model(), after);
      told.then.put(limit.model(), earlier);
      told.names.put(limit.model(), names);
    }
    return told;
  }

  /** Visible changes of a commit, of which it is not known what their links may tell. */
  record Question(Shape shape, Commit commit, List<VisibleChange> visibleChanges) {}

  /**
   * Reads what links may tell, at once for all: one search for each linked model and those who see
   * the same of it, however many commits there are.
   *
   * @return what they tell, in the order of the questions
   */
  List<Told> read(List<Question> questions) {
    Map<Limit, Set<Long>> asked = new LinkedHashMap<>();
    for (Question each : questions) {
      linked(each.shape, each.commit, each.visibleChanges)
          .forEach(
              (model, ids) ->
                  asked
                      .computeIfAbsent(limit(each.shape, model), l -> new LinkedHashSet<>())
                      .addAll(ids));
    }
    LongSummaryStatistics positions =
        questions.stream().mapToLong(each -> each.commit.position()).summaryStatistics();
    LinkedRecords.Found found = records.read(asked, positions.getMin(), positions.getMax());
    return questions.stream()
        .map(q -> Objects.requireNonNull(told(q.shape, q.commit, q.visibleChanges, found::judged)))
        .toList();
  }

  /**
   * Reads a piece of what has to be known for what shapes see after a position. A long way back is
   * gone in such steps, so that others have their turn.
   *
   * @return whether nothing is missing any more
   */
  boolean comeCloser(Collection<Shape> shapes, long position) {
    Set<Limit> limits = new HashSet<>();
    for (Shape shape : shapes) {
      shape.links().limits().keySet().forEach(model -> limits.add(limit(shape, model)));
    }
    return records.comeCloser(limits, position);
  }

  /**
   * The visible changes without what their links may not tell, and without those that tell nothing
   * then.
   */
  List<VisibleChange> limited(
      Shape shape, Commit commit, List<VisibleChange> visibleChanges, Told told) {
    if (!shape.limitsLinks() || visibleChanges.isEmpty()) {
      return visibleChanges;
    }
    Map<Long, Row> before = before(shape, commit);
    List<VisibleChange> shown = new ArrayList<>(visibleChanges.size());
    for (VisibleChange visible : visibleChanges) {
      VisibleChange limited = limited(shape, visible, before.get(visible.record().id()), told);
      if (limited != null) {
        shown.add(limited);
      }
    }
    return shown;
  }

  private static Map<Long, Row> before(Shape shape, Commit commit) {
    Map<Long, Row> before = new HashMap<>();
    for (Change change : commit.changes()) {
      if (change.model() == shape.model()) {
        change.before().ifPresent(row -> before.put(row.id(), row));
      }
    }
    return before;
  }

  /** Records that the commit changed are judged as they were before it and as they are after it. */
  private static void judgeChanges(
      Limit limit, Commit commit, Set<Long> after, Set<Long> earlier, Set<Long> unknown) {
    Condition condition = limit.condition();
    for (Change change : commit.changes()) {
      if (change.model() == limit.model() && unknown.remove(change.record().id())) {
        if (change.kind() != ChangeKind.UNLINK && condition.matches(change.record())) {
          after.add(change.record().id());
        }
        if (change.before().filter(condition::matches).isPresent()) {
          earlier.add(change.record().id());
        }
      }
    }
  }

  /** The records of limited models that visible changes tell of, and the one who acted. */
  private Map<Model, Set<Long>> linked(
      Shape shape, Commit commit, List<VisibleChange> visibleChanges) {
    Map<Model, Set<Long>> linked = linked(shape, visibleChanges, before(shape, commit));
    Model users = registry.users().orElse(null);
    if (users != null
        && commit.user().id() > 0
        && isLimited(shape, users)
        && shape.links().names(users)) {
      linked.computeIfAbsent(users, m -> new LinkedHashSet<>()).add(commit.user().id());
    }
    return linked;
  }

  private Map<Model, Set<Long>> linked(
      Shape shape, List<VisibleChange> visibleChanges, Map<Long, Row> before) {
    Map<Model, Set<Long>> linked = new LinkedHashMap<>();
    for (VisibleChange visible : visibleChanges) {
      redaction.gather(shape.links(), told(shape, visible), visible.record(), linked);
      Row old = before.get(visible.record().id());
      if (old != null && visible.kind() == ChangeKind.WRITE) {
        List<ModelField> lists =
            visible.changed().stream().filter(field -> isLimitedList(shape, field)).toList();
        redaction.gather(shape.links(), lists, old, linked);
      }
    }
    return linked;
  }

  /** The fields whose values are told. */
  private static List<ModelField> told(Shape shape, VisibleChange visible) {
    return switch (visible.kind()) {
      case CREATE -> shape.fields();
      case WRITE -> visible.isEntire() ? shape.fields() : visible.changed();
      case UNLINK -> List.of();
    };
  }

  /** How many of the visible changes tell something whatever links may tell. */
  int surelyTold(Shape shape, List<VisibleChange> visibleChanges) {
    return (int)
        visibleChanges.stream()
            .filter(
                visible ->
                    visible.changed().isEmpty()
                        || !visible.changed().stream()
                            .allMatch(field -> isLimitedList(shape, field)))
            .count();
  }

  private static boolean isLimited(Shape shape, Model target) {
    return shape.links().limits(target);
  }

  private @Nullable VisibleChange limited(
      Shape shape, VisibleChange visible, @Nullable Row before, Told told) {
    if (visible.kind() == ChangeKind.UNLINK) {
      return visible; // tells no links
    }
    Row after =
        redaction.redacted(
            shape.links(), told(shape, visible), visible.record(), told.now, told.names);
    if (visible.kind() == ChangeKind.CREATE || before == null) {
      return visible.of(after, visible.changed());
    }
    Row old = redaction.redacted(shape.links(), visible.changed(), before, told.then, told.then);
    List<ModelField> changed = new ArrayList<>(visible.changed());
    changed.removeIf(field -> isLimitedList(shape, field) && old.agreesOn(field, after));
    boolean hasNothingToTell = changed.isEmpty() && !visible.changed().isEmpty();
    return hasNothingToTell && shape.nameOf(old).equals(shape.nameOf(after))
        ? null
        : visible.of(after, changed);
  }

  private boolean isLimitedList(Shape shape, ModelField field) {
    return redaction.isLimitedList(shape.links(), field);
  }

  /** Who acted, called as those who see the shape may call them. */
  User actor(Shape shape, Commit commit, Told told) {
    UserNamePolicy policy = shape.links().userNames();
    Model users = policy.users();
    boolean isReadable =
        users == null
            || !isLimited(shape, users)
            || told.names.getOrDefault(users, Set.of()).contains(commit.user().id());
    return policy.of(commit.user(), isReadable);
  }
}
