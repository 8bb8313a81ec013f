package dev.syncer.core.view;

import dev.syncer.api.Operation;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Names;
import dev.syncer.core.model.Projection;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.Scope;
import dev.syncer.core.rights.UserNamePolicy;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes out of rows what is not for the one who acts: one read for each model pointed at. */
public final class Mask {
  private final Guard guard;
  private final Registry registry;

  Mask(Guard guard, Registry registry) {
    this.guard = guard;
    this.registry = registry;
  }

  /**
   * The rows as the one who acts sees them: without hidden fields, without the ids in lists and the
   * names of links that point at what they may not read. The id of a link stays: it is a value of
   * the record.
   *
   * @param rows with names and lists
   */
  public List<Row> seen(List<Row> rows) {
    return seen(rows, Projection.ALL);
  }

  /** As {@link #seen(List)}, looking only at the fields that are asked for. */
  List<Row> seen(List<Row> rows, Projection asked) {
    if (guard.isSystem()) {
      return rows;
    }
    Map<Model, Set<Long>> pointedAt = new LinkedHashMap<>();
    for (Row row : rows) {
      for (ModelField field : row.definition().fields()) {
        Model target = asked.has(field) ? guard.target(field) : null;
        if (target != null && isLimited(target)) {
          pointedAt.computeIfAbsent(target, t -> new HashSet<>()).addAll(targets(row.value(field)));
        }
      }
    }
    Map<Model, Set<Long>> readable = new LinkedHashMap<>();
    pointedAt.forEach((target, ids) -> readable.put(target, guard.readable(target, ids)));
    return rows.stream().map(row -> seen(row, readable, asked)).toList();
  }

  /** Whether some of its records, or their names, are not for the one who acts. */
  private boolean isLimited(Model model) {
    return !guard.reachesAll(Operation.READ, model) || !guard.scope(model).showsNames();
  }

  private static Set<Long> targets(@Nullable Object value) {
    Set<Long> ids = new HashSet<>();
    if (value instanceof Ref ref && ref.id() > 0) {
      ids.add(ref.id());
    } else if (value instanceof List<?> list) {
      list.forEach(id -> ids.add((Long) id));
    }
    return ids;
  }

  private Row seen(Row row, Map<Model, Set<Long>> readable, Projection asked) {
    Map<ModelField, @Nullable Object> changes = new LinkedHashMap<>();
    for (ModelField field : row.definition().fields()) {
      Model target = asked.has(field) ? guard.target(field) : null;
      Set<Long> ids = target == null ? null : readable.get(target);
      if (target != null && ids != null) {
        if (row.value(field) instanceof List<?> list) {
          changes.put(field, list.stream().filter(ids::contains).toList());
        } else if (row.value(field) instanceof Ref ref
            && ref.id() > 0
            && !(ids.contains(ref.id()) && guard.scope(target).showsNames())) {
          changes.put(field, Ref.of(ref.id(), Names.nameless(target.name(), ref.id())));
        }
      }
    }
    Row changed = changes.isEmpty() ? row : row.with(changes);
    Scope scope = guard.scope(row.definition());
    return scope.showsAll() ? changed : changed.showing(scope.readable(row.id()));
  }

  /** Users, called as the one who acts may call them. */
  Map<User, User> seenUsers(Collection<User> users) {
    Map<User, User> seen = new LinkedHashMap<>();
    Model model = registry.users().orElse(null);
    boolean showsDates = model == null || guard.scope(model).showsAll();
    if (model == null || !isLimited(model)) {
      users.forEach(user -> seen.put(user, dated(user, showsDates)));
      return seen;
    }
    List<Long> ids = users.stream().map(User::id).filter(id -> id > 0).distinct().toList();
    Set<Long> readable = guard.scope(model).showsNames() ? guard.readable(model, ids) : Set.of();
    for (User user : users) {
      boolean isNamed = user.id() <= 0 || readable.contains(user.id());
      User named = isNamed ? user : UserNamePolicy.unnamed(model, user.id());
      seen.put(user, dated(named, showsDates));
    }
    return seen;
  }

  private static User dated(User user, boolean showsDates) {
    return showsDates || user.id() <= 0 ? user : UserNamePolicy.undated(user);
  }
}
