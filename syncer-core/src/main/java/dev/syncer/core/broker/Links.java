package dev.syncer.core.broker;

import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Names;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.Naming;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.shape.Sight;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hides what links would tell of records that may not be read: lists lose their ids, and a many2one
 * its name. Only shapes that have such links cost anything: one search for each linked model of a
 * commit. Safe for use by many threads.
 */
final class Links {
  private final Registry registry;
  private final Store store;

  Links(Registry registry, Store store) {
    this.registry = registry;
    this.store = store;
  }

  /** The rows without what their links may not tell, in a state of the database. */
  List<Row> limited(Shape shape, ReadTransaction transaction, List<Row> rows) {
    if (!shape.limitsLinks() || rows.isEmpty()) {
      return rows;
    }
    Map<Model, Set<Long>> linked = new LinkedHashMap<>();
    rows.forEach(row -> gather(shape, shape.fields(), row, linked));
    Map<Model, Set<Long>> readable = new HashMap<>();
    linked.forEach((model, ids) -> readable.put(model, readable(shape, transaction, model, ids)));
    return rows.stream()
        .map(row -> limited(shape, shape.fields(), row, readable, readable))
        .toList();
  }

  /** The sights without what their links may not tell, and without those that tell nothing then. */
  List<Sight> limited(Shape shape, Commit commit, List<Sight> sights) {
    if (!shape.limitsLinks() || sights.isEmpty()) {
      return sights;
    }
    Map<Long, Row> before = before(shape, commit);
    Told told = new Told(new HashMap<>(), new HashMap<>(), new HashMap<>());
    linked(shape, sights, before).forEach((model, ids) -> judge(shape, commit, model, ids, told));
    List<Sight> shown = new ArrayList<>(sights.size());
    for (Sight sight : sights) {
      Sight limited = limited(shape, sight, before.get(sight.record().id()), told);
      if (limited != null) {
        shown.add(limited);
      }
    }
    return shown;
  }

  /**
   * Whether the database need not be asked to limit the sights of a commit, nor to know what its
   * actor is called.
   */
  boolean areKnown(Shape shape, Commit commit, List<Sight> sights) {
    if (!shape.limitsLinks() || sights.isEmpty()) {
      return true;
    }
    Map<Model, Set<Long>> asked = linked(shape, sights, before(shape, commit));
    Model users = registry.users().orElse(null);
    if (users != null && commit.user().id() > 0 && isLimited(shape, users) && shape.names(users)) {
      asked.computeIfAbsent(users, m -> new LinkedHashSet<>()).add(commit.user().id());
    }
    return asked.entrySet().stream()
        .allMatch(entry -> isKnown(shape, commit, entry.getKey(), entry.getValue()));
  }

  /** Whether the changes of a commit say which of these records may be read. */
  private static boolean isKnown(Shape shape, Commit commit, Model model, Set<Long> ids) {
    if (Condition.NOTHING.equals(shape.linkLimits().get(model))) {
      return true;
    }
    Set<Long> unknown = new HashSet<>(ids);
    commit.changes().stream()
        .filter(change -> change.model() == model)
        .forEach(change -> unknown.remove(change.record().id()));
    return unknown.isEmpty();
  }

  private Map<Model, Set<Long>> linked(Shape shape, List<Sight> sights, Map<Long, Row> before) {
    Map<Model, Set<Long>> linked = new LinkedHashMap<>();
    for (Sight sight : sights) {
      gather(shape, told(shape, sight), sight.record(), linked);
      Row old = before.get(sight.record().id());
      if (old != null && sight.kind() == ChangeKind.WRITE) {
        List<ModelField> lists =
            sight.changed().stream().filter(field -> isLimitedList(shape, field)).toList();
        gather(shape, lists, old, linked);
      }
    }
    return linked;
  }

  /** The fields whose values are told. */
  private static List<ModelField> told(Shape shape, Sight sight) {
    return switch (sight.kind()) {
      case CREATE -> shape.fields();
      case WRITE -> sight.isEntire() ? shape.fields() : sight.changed();
      case UNLINK -> List.of();
    };
  }

  /** How many of the sights tell something whatever links may tell. */
  int surelyTold(Shape shape, List<Sight> sights) {
    return (int)
        sights.stream()
            .filter(
                sight ->
                    sight.changed().isEmpty()
                        || !sight.changed().stream()
                            .allMatch(field -> isLimitedList(shape, field)))
            .count();
  }

  /**
   * What links of a commit may tell, by model.
   *
   * @param now the records that may be read after the commit
   * @param then those that might be read before it
   * @param names those that are called by name
   */
  private record Told(
      Map<Model, Set<Long>> now, Map<Model, Set<Long>> then, Map<Model, Set<Long>> names) {}

  private void judge(Shape shape, Commit commit, Model model, Set<Long> ids, Told told) {
    Set<Long> after = new HashSet<>();
    Set<Long> earlier = new HashSet<>();
    Set<Long> unknown = new LinkedHashSet<>(ids);
    judgeChanges(shape, commit, model, after, earlier, unknown);
    Set<Long> names = new HashSet<>(after);
    if (!unknown.isEmpty() && !isKnown(shape, commit, model, unknown)) {
      store.read(
          ReadLane.DELIVERY,
          transaction -> {
            Set<Long> others = readable(shape, transaction, model, unknown);
            after.addAll(others);
            earlier.addAll(others);
            return names.addAll(shown(shape, transaction, model, others, commit));
          });
    }
    told.now.put(model, after);
    told.then.put(model, earlier);
    told.names.put(model, names);
  }

  private static Set<Long> shown(
      Shape shape, ReadTransaction transaction, Model model, Set<Long> ids, Commit commit) {
    Condition limit = Objects.requireNonNull(shape.linkLimits().get(model));
    return FormerNames.shown(transaction, model, limit, ids, commit.position());
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
      Shape shape,
      Commit commit,
      Model model,
      Set<Long> after,
      Set<Long> earlier,
      Set<Long> unknown) {
    Condition limit = Objects.requireNonNull(shape.linkLimits().get(model));
    for (Change change : commit.changes()) {
      if (change.model() == model && unknown.remove(change.record().id())) {
        if (change.kind() != ChangeKind.UNLINK && limit.matches(change.record())) {
          after.add(change.record().id());
        }
        if (change.before().filter(limit::matches).isPresent()) {
          earlier.add(change.record().id());
        }
      }
    }
  }

  private static Set<Long> readable(
      Shape shape, ReadTransaction transaction, Model model, Set<Long> ids) {
    Condition limit = Objects.requireNonNull(shape.linkLimits().get(model));
    if (ids.isEmpty() || limit.equals(Condition.NOTHING)) {
      return Set.of();
    }
    Condition among =
        new Condition.In(model.fields().get(0), ids.stream().map(id -> (Object) id).toList());
    Set<Long> readable = new HashSet<>();
    transaction
        .search(
            model,
            Conditions.normal(new Condition.All(List.of(among, limit))),
            List.of(),
            ids.size(),
            0)
        .forEach(row -> readable.add(row.id()));
    return readable;
  }

  private void gather(
      Shape shape, List<ModelField> fields, Row row, Map<Model, Set<Long>> linked) {
    for (ModelField field : fields) {
      Model target = limitedTarget(shape, field);
      if (target == null) {
        continue;
      }
      Object value = row.value(field);
      if (value instanceof Ref ref) {
        linked.computeIfAbsent(target, m -> new LinkedHashSet<>()).add(ref.id());
      } else if (value instanceof List<?> ids) {
        Set<Long> all = linked.computeIfAbsent(target, m -> new LinkedHashSet<>());
        ids.forEach(id -> all.add((Long) id));
      }
    }
  }

  private @Nullable Model limitedTarget(Shape shape, ModelField field) {
    Model target = target(field);
    return target != null && isLimited(shape, target) ? target : null;
  }

  private @Nullable Model target(ModelField field) {
    return field.target() == null ? null : registry.model(field.target()).orElse(null);
  }

  private static boolean isLimited(Shape shape, Model target) {
    return shape.linkLimits().containsKey(target);
  }

  private @Nullable Sight limited(Shape shape, Sight sight, @Nullable Row before, Told told) {
    if (sight.kind() == ChangeKind.UNLINK) {
      return sight; // tells no links
    }
    Row after = limited(shape, told(shape, sight), sight.record(), told.now, told.names);
    if (sight.kind() == ChangeKind.CREATE || before == null) {
      return sight.of(after, sight.changed());
    }
    Row old = limited(shape, sight.changed(), before, told.then, told.then);
    List<ModelField> changed = new ArrayList<>(sight.changed());
    changed.removeIf(field -> isLimitedList(shape, field) && old.agreesOn(field, after));
    boolean hasNothingToTell = changed.isEmpty() && !sight.changed().isEmpty();
    return hasNothingToTell && shape.nameOf(old).equals(shape.nameOf(after))
        ? null
        : sight.of(after, changed);
  }

  private boolean isLimitedList(Shape shape, ModelField field) {
    return field.type().isToMany() && limitedTarget(shape, field) != null;
  }

  private Row limited(
      Shape shape,
      List<ModelField> fields,
      Row row,
      Map<Model, Set<Long>> readable,
      Map<Model, Set<Long>> names) {
    Map<ModelField, Object> changes = new HashMap<>();
    for (ModelField field : fields) {
      Model target = target(field);
      if (target == null) {
        continue;
      }
      Set<Long> visible = isLimited(shape, target) ? readable.getOrDefault(target, Set.of()) : null;
      Object value = row.value(field);
      if (value instanceof Ref ref && ref.id() > 0) {
        boolean isNamed =
            visible == null || names.getOrDefault(target, Set.of()).contains(ref.id());
        if (!isNamed || !shape.names(target)) {
          changes.put(field, Ref.of(ref.id(), Names.nameless(target.name(), ref.id())));
        }
      } else if (visible != null && value instanceof List<?> ids && !visible.containsAll(ids)) {
        changes.put(field, ids.stream().filter(visible::contains).toList());
      }
    }
    return changes.isEmpty() ? row : row.with(changes);
  }

  /** Who acted, called as those who see the shape may call them. */
  User actor(Shape shape, Commit commit) {
    User named = named(shape, commit);
    return named.id() <= 0 || shape.showsUserDates() ? named : Naming.undated(named);
  }

  private User named(Shape shape, Commit commit) {
    User user = commit.user();
    Model users = registry.users().orElse(null);
    if (users == null || user.id() <= 0 || (!isLimited(shape, users) && shape.names(users))) {
      return user;
    }
    boolean isNamed =
        shape.names(users) && (!isLimited(shape, users) || isNamed(shape, users, commit));
    return isNamed ? user : Naming.unnamed(users, user.id());
  }

  private boolean isNamed(Shape shape, Model users, Commit commit) {
    Set<Long> it = Set.of(commit.user().id());
    if (isKnown(shape, commit, users, it)) {
      Told told = new Told(new HashMap<>(), new HashMap<>(), new HashMap<>());
      judge(shape, commit, users, it, told);
      return !told.names.getOrDefault(users, Set.of()).isEmpty();
    }
    return store.<Boolean>read(
        ReadLane.DELIVERY,
        transaction -> {
          Set<Long> readable = readable(shape, transaction, users, it);
          return !shown(shape, transaction, users, readable, commit).isEmpty();
        });
  }
}
