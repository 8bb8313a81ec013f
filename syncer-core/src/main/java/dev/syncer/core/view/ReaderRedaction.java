package dev.syncer.core.view;

import dev.syncer.api.User;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Projection;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.LinkVisibility;
import dev.syncer.core.rights.Scope;
import dev.syncer.core.rights.UserNamePolicy;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes out of rows what is not for the one who acts: one read for each model pointed at. */
public final class ReaderRedaction {
  private final Guard guard;
  private final Registry registry;
  private final Redaction redaction;

  ReaderRedaction(Guard guard, Registry registry) {
    this.guard = guard;
    this.registry = registry;
    this.redaction = new Redaction(registry);
  }

  /**
   * The rows as the one who acts sees them: without hidden fields, and {@linkplain Redaction
   * redacted}.
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
    Map<Model, List<ModelField>> asksFor = new HashMap<>();
    Set<Model> targets = new LinkedHashSet<>();
    for (Row row : rows) {
      asksFor.computeIfAbsent(row.definition(), model -> asked(model, asked, targets));
    }
    LinkVisibility links = guard.links(targets);
    Map<Model, Set<Long>> linked = new LinkedHashMap<>();
    rows.forEach(row -> redaction.gather(links, fields(asksFor, row), row, linked));
    Map<Model, Set<Long>> readable = readable(linked);
    return rows.stream()
        .map(row -> redaction.redacted(links, fields(asksFor, row), row, readable, readable))
        .map(this::withoutHidden)
        .toList();
  }

  private List<ModelField> asked(Model model, Projection asked, Set<Model> targets) {
    List<ModelField> fields = model.fields().stream().filter(asked::has).toList();
    for (ModelField field : fields) {
      Model target = redaction.target(field);
      if (target != null) {
        targets.add(target);
      }
    }
    return fields;
  }

  private static List<ModelField> fields(Map<Model, List<ModelField>> asksFor, Row row) {
    return asksFor.getOrDefault(row.definition(), List.of());
  }

  private Map<Model, Set<Long>> readable(Map<Model, Set<Long>> linked) {
    Map<Model, Set<Long>> readable = new LinkedHashMap<>();
    linked.forEach((target, ids) -> readable.put(target, guard.readable(target, ids)));
    return readable;
  }

  private Row withoutHidden(Row row) {
    Scope scope = guard.scope(row.definition());
    return scope.showsAll() ? row : row.showing(scope.readable(row.id()));
  }

  /** Users, called as the one who acts may call them. */
  Map<User, User> seenUsers(Collection<User> users) {
    UserNamePolicy policy = guard.links(Set.of()).userNames();
    Model model = registry.users().orElse(null);
    Set<Long> readable = Set.of();
    if (model != null && policy.asksForRecords()) {
      readable =
          guard.readable(
              model, users.stream().map(User::id).filter(id -> id > 0).distinct().toList());
    }
    Map<User, User> seen = new LinkedHashMap<>();
    for (User user : users) {
      seen.put(user, policy.of(user, !policy.asksForRecords() || readable.contains(user.id())));
    }
    return seen;
  }
}
