package dev.syncer.core.model;

import dev.syncer.api.FieldType;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Gives the many2ones of rows the names of their targets: one read for each target model. */
public final class Names {

  /** Where the targets are read. */
  @FunctionalInterface
  public interface Source {
    /** The rows that exist among the ids. */
    Collection<Row> read(Model model, Collection<Long> ids);
  }

  private final Registry registry;
  private final Source source;

  public Names(Registry registry, Source source) {
    this.registry = registry;
    this.source = source;
  }

  /** The rows with names; those without many2ones as they are. */
  public List<Row> resolve(List<Row> rows) {
    return resolve(rows, field -> true);
  }

  /**
   * The rows with names at the fields that are wanted; those without such many2ones as they are.
   */
  public List<Row> resolve(List<Row> rows, Predicate<ModelField> isWanted) {
    Map<String, TreeSet<Long>> wanted = new LinkedHashMap<>();
    for (Row row : rows) {
      for (ModelField field : row.definition().fields()) {
        if (field.target() != null
            && row.value(field) instanceof Ref ref
            && ref.id() > 0
            && isWanted.test(field)) {
          wanted.computeIfAbsent(field.target(), target -> new TreeSet<>()).add(ref.id());
        }
      }
    }
    Map<String, Map<Long, String>> names = new HashMap<>();
    wanted.forEach((target, ids) -> names.put(target, names(target, ids)));
    List<Row> named = new ArrayList<>(rows.size());
    for (Row row : rows) {
      named.add(named(row, names, isWanted));
    }
    return named;
  }

  private Map<Long, String> names(String target, Collection<Long> ids) {
    Map<Long, String> names = new HashMap<>();
    registry
        .model(target)
        .ifPresent(
            model ->
                source.read(model, ids).forEach(row -> names.put(row.id(), row.displayName())));
    return names;
  }

  private static Row named(
      Row row, Map<String, Map<Long, String>> names, Predicate<ModelField> isWanted) {
    Map<ModelField, Object> changes = new HashMap<>();
    for (ModelField field : row.definition().fields()) {
      if (field.type() == FieldType.MANY_TO_ONE
          && row.value(field) instanceof Ref ref
          && isWanted.test(field)) {
        changes.put(field, named(ref, field, names));
      }
    }
    return changes.isEmpty() ? row : row.with(changes);
  }

  private static Ref named(Ref ref, ModelField field, Map<String, Map<Long, String>> names) {
    if (ref.id() == User.SYSTEM.id()) {
      return Ref.of(ref.id(), User.SYSTEM.name());
    }
    if (ref.id() == User.ANONYMOUS.id()) {
      return Ref.of(ref.id(), User.ANONYMOUS.name());
    }
    String target = field.target() == null ? "user" : field.target();
    String name = names.getOrDefault(target, Map.of()).get(ref.id());
    return Ref.of(ref.id(), name == null ? nameless(target, ref.id()) : name);
  }

  /** What a record is called that has no name, or none for this reader. */
  public static String nameless(String model, long id) {
    return model + "," + id;
  }
}
