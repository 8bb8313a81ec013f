package dev.syncer.core.view;

import dev.syncer.api.Filter;
import dev.syncer.api.Operation;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Quoted;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.LinkVisibility;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.rights.Scope;
import dev.syncer.core.spi.Current;
import dev.syncer.rpc.AccessException;
import dev.syncer.rpc.MissingException;
import dev.syncer.rpc.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a unit of work asks {@link Rights} what the one who acts may do. The framework itself,
 * which follows relations and makes derived values, does not come by here.
 *
 * <p>Rows are judged in memory, as they are inside the unit of work, so a check costs no statement,
 * but one where a rule looks at lists; searches carry the reach in their SQL.
 */
public final class Guard {
  private final RecordView unit;
  private final Registry registry;
  private final Rights rights;
  private final Supplier<Principal> acting;
  private @Nullable Principal reader;
  private boolean isElevated;

  /**
   * @param acting reads who acts; called once at most, when it is first of interest
   */
  Guard(RecordView unit, Registry registry, Rights rights, Supplier<Principal> acting) {
    this.unit = unit;
    this.registry = registry;
    this.rights = rights;
    this.acting = acting;
  }

  /** Does a call with the rights of the view that it came through. */
  @SuppressWarnings("try") // it is closed, and nothing else
  public <T extends @Nullable Object> T with(boolean elevated, Supplier<T> call) {
    try (Current scope = as(elevated)) {
      return call.get();
    }
  }

  /** Judges by the rights of the system, or not, until that is closed. */
  public Current as(boolean elevated) {
    boolean before = isElevated;
    isElevated = elevated;
    return () -> isElevated = before;
  }

  /** Whether the call came through a view with the rights of the system. */
  public boolean isElevated() {
    return isElevated;
  }

  boolean isSystem() {
    return reader().isSystem();
  }

  private Principal reader() {
    if (isElevated) {
      return Principal.SYSTEM;
    }
    Principal known = reader;
    if (known == null) {
      known = acting.get();
      reader = known;
    }
    return known;
  }

  public Scope scope(Model model) {
    return rights.scope(reader(), model);
  }

  /** What the one who acts may see of the records that links point at. */
  LinkVisibility links(Collection<Model> targets) {
    return rights.links(reader(), targets);
  }

  /** Which fields the one who acts may read; asks for each model once. */
  Predicate<ModelField> shows() {
    if (isSystem()) {
      return field -> true;
    }
    Map<String, Set<ModelField>> readable = new HashMap<>();
    return field ->
        readable
            .computeIfAbsent(
                field.modelName(),
                name -> registry.model(name).map(m -> scope(m).readableOfSome()).orElse(Set.of()))
            .contains(field);
  }

  /**
   * The model of a name.
   *
   * @throws MissingException if there is none, or none for the one who acts
   */
  Model model(String name) {
    return registry
        .model(name)
        .filter(model -> !scope(model).isEmpty())
        .orElseThrow(
            () ->
                new MissingException(
                    "there is no model "
                        + Quoted.name(name)
                        + "."
                        + Suggestions.didYouMean(
                            name,
                            registry.models().stream()
                                .filter(model -> !scope(model).isEmpty())
                                .map(Model::name)
                                .toList()),
                    Map.of("model", Quoted.cut(name))));
  }

  /**
   * @throws AccessException if the operation is refused altogether
   */
  public void allow(Operation operation, Model model) {
    if (scope(model).reach(operation).isEmpty()) {
      throw refused(
          "You do not have permission to "
              + verb(operation)
              + " records of "
              + model
              + ". Ask an administrator for it.",
          operation,
          Map.of("model", model.name()));
    }
  }

  /** A refusal that says what was refused. */
  public static AccessException refused(
      String text, Operation operation, Map<String, Object> context) {
    Map<String, Object> all = new LinkedHashMap<>(context);
    all.put("operation", word(operation));
    return new AccessException(text, all);
  }

  private static String word(Operation operation) {
    return operation.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** As people say it. */
  private static String verb(Operation operation) {
    return switch (operation) {
      case READ -> "read";
      case CREATE -> "create";
      case WRITE -> "change";
      case UNLINK -> "delete";
    };
  }

  /** Whether nothing limits the records that an operation reaches. */
  public boolean reachesAll(Operation operation, Model model) {
    return scope(model).reachesAll(operation);
  }

  /** Those of the rows of a model that an operation reaches, in their order. */
  public List<Row> within(Operation operation, Model model, Collection<Row> rows) {
    Condition condition = scope(model).reach(operation).orElse(Condition.NOTHING);
    List<Row> all = List.copyOf(rows);
    if (condition.equals(Condition.EVERY) || all.isEmpty()) {
      return all;
    }
    List<Row> judged = all;
    if (looksAtLists(condition)) {
      judged = unit.derived().complete(all, field -> looksAt(condition, field));
    }
    List<Row> within = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (condition.matches(judged.get(i))) {
        within.add(all.get(i));
      }
    }
    return within;
  }

  private static boolean looksAtLists(Condition condition) {
    return condition.anyTerm(Condition.Contains.class::isInstance);
  }

  private static boolean looksAt(Condition condition, ModelField list) {
    return condition.anyTerm(
        term -> term instanceof Condition.Contains && term.field().equals(list));
  }

  /** Whether values that follow from others decide what an operation reaches. */
  public boolean asksDerived(Operation operation, Model model) {
    return scope(model)
        .reach(operation)
        .map(
            reach ->
                reach.anyTerm(
                    term ->
                        !(term instanceof Condition.Contains) && term.field().derivation() != null))
        .orElse(false);
  }

  /** The ids of the records that may be read, of those that exist. */
  public Set<Long> readable(Model model, Collection<Long> ids) {
    if (ids.isEmpty() || scope(model).reach(Operation.READ).isEmpty()) {
      return Set.of();
    }
    Condition reach = scope(model).reach(Operation.READ).orElseThrow();
    return ids(within(Operation.READ, model, unit.rows(model, ids, Conditions.fields(reach))));
  }

  boolean isReadable(Row row) {
    return !within(Operation.READ, row.definition(), List.of(row)).isEmpty();
  }

  private static Set<Long> ids(Collection<Row> rows) {
    Set<Long> ids = new HashSet<>();
    rows.forEach(row -> ids.add(row.id()));
    return ids;
  }

  /**
   * Whether an operation reaches each of the records; one that may not even be read is missing.
   *
   * @param rows those of the ids that exist
   * @throws AccessException naming the first that it does not reach
   * @throws MissingException naming the first that does not exist for the one who acts
   */
  public void check(Operation operation, Model model, Collection<Long> ids, Collection<Row> rows) {
    Set<Long> within = ids(within(operation, model, rows));
    if (within.containsAll(ids)) {
      return;
    }
    Set<Long> readable = ids(within(Operation.READ, model, rows));
    for (Long id : ids) {
      if (!within.contains(id)) {
        throw readable.contains(id)
            ? refused(
                "You do not have permission to " + verb(operation) + " this record.",
                operation,
                Map.of("model", model.name(), "id", id))
            : RecordView.missing(model, id);
      }
    }
  }

  /** The condition of a search: what a filter means, within reach. */
  Condition asked(Model model, Filter filter) {
    Condition condition = scope(model).condition(filter);
    Condition reach = scope(model).reach(Operation.READ).orElse(Condition.NOTHING);
    if (looksAtLists(condition)) {
      condition = withoutHidden(condition);
    }
    return reach.equals(Condition.EVERY) ? condition : new Condition.All(List.of(condition, reach));
  }

  /** Nobody finds out by a filter that a record, which they may not read, is in a list. */
  private Condition withoutHidden(Condition condition) {
    return condition.map(
        term ->
            term instanceof Condition.Contains contains && isHidden(contains)
                ? Condition.NOTHING
                : term);
  }

  private boolean isHidden(Condition.Contains contains) {
    Model target = target(contains.field());
    return target != null
        && !reachesAll(Operation.READ, target)
        && readable(target, List.of(contains.id())).isEmpty();
  }

  /** The model that a link or list points at; null for other fields. */
  @Nullable Model target(ModelField field) {
    return field.target() == null ? null : registry.model(field.target()).orElse(null);
  }
}
