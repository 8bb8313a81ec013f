package dev.syncer.core.work;

import dev.syncer.api.FieldType;
import dev.syncer.api.Operation;
import dev.syncer.api.Ref;
import dev.syncer.api.Values;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes one2many and many2many fields: turns each command into creates, writes and unlinks of the
 * records on the other side, or of the rows of the relation table. Commands for many records cost
 * as many statements as for one.
 *
 * <p>Records on the other side are created, written and unlinked with the rights of the one who
 * acts. For the rows of a relation table the right to write the record with the list is enough;
 * what the one who acts may not read in a list, they can neither add nor take away.
 */
final class ToManyWrites {
  private final WritingUnit unit;
  private final ValuesCheck check;
  private final Reach reach;

  ToManyWrites(WritingUnit unit, ValuesCheck check, Reach reach) {
    this.unit = unit;
    this.check = check;
    this.reach = reach;
  }

  /**
   * Does the commands of each record, one after the other: the first of all records together, then
   * the second of all, and so on.
   */
  void apply(ModelField field, Map<Long, List<Command>> commandsByOwner) {
    List<Step> steps = unit.registry().relations().steps(field);
    Step.ToMany toMany = (Step.ToMany) steps.get(0);
    int most = commandsByOwner.values().stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < most; i++) {
      Map<Command.Kind, Map<Long, Command>> byKind = new LinkedHashMap<>();
      for (Map.Entry<Long, List<Command>> each : commandsByOwner.entrySet()) {
        if (i < each.getValue().size()) {
          Command command = each.getValue().get(i);
          byKind
              .computeIfAbsent(command.kind(), k -> new LinkedHashMap<>())
              .put(each.getKey(), command);
        }
      }
      byKind.forEach(
          (kind, commands) -> {
            if (steps.size() == 2) {
              manyToMany(field, toMany, (Step.ToOne) steps.get(1), kind, commands);
            } else {
              oneToMany(toMany, kind, commands);
            }
          });
    }
  }

  private void manyToMany(
      ModelField field,
      Step.ToMany here,
      Step.ToOne there,
      Command.Kind kind,
      Map<Long, Command> commands) {
    switch (kind) {
      case LINK -> {
        check.checkTargets(here.from(), field, there.to(), all(ids(commands)));
        link(here, there, ids(commands));
      }
      case UNLINK -> unlink(here, there, ids(commands), true);
      case SET -> {
        check.checkTargets(here.from(), field, there.to(), all(ids(commands)));
        unlink(here, there, ids(commands), false);
        link(here, there, ids(commands));
      }
      case CREATE -> {
        List<Values> all = commands.values().stream().map(Command::values).toList();
        Iterator<Long> created = unit.create(there.to(), all).iterator();
        Map<Long, List<Long>> linked = new LinkedHashMap<>();
        commands.keySet().forEach(owner -> linked.put(owner, List.of(created.next())));
        link(here, there, linked);
      }
      case UPDATE -> update(there.to(), commands.values());
      case DELETE -> unit.unlink(there.to(), all(ids(commands)));
    }
  }

  private static Map<Long, List<Long>> ids(Map<Long, Command> commands) {
    Map<Long, List<Long>> ids = new LinkedHashMap<>();
    commands.forEach((owner, command) -> ids.put(owner, command.ids()));
    return ids;
  }

  private static Set<Long> all(Map<Long, List<Long>> idsByOwner) {
    Set<Long> all = new LinkedHashSet<>();
    idsByOwner.values().forEach(all::addAll);
    return all;
  }

  private void update(Model model, Collection<Command> commands) {
    Set<Long> ids = new LinkedHashSet<>();
    commands.forEach(command -> ids.addAll(command.ids()));
    unit.trackExisting(model, ids); // read at once what is written one by one
    new LinkedHashSet<>(commands)
        .forEach(command -> unit.write(model, command.ids(), command.values()));
  }

  private void link(Step.ToMany here, Step.ToOne there, Map<Long, List<Long>> idsByOwner) {
    Map<Long, Set<Long>> linked = new LinkedHashMap<>();
    for (Row row : reach.pointing(here, idsByOwner.keySet())) {
      linked.computeIfAbsent(owner(here, row), o -> new LinkedHashSet<>()).add(other(there, row));
    }
    List<Map<ModelField, @Nullable Object>> rows = new ArrayList<>();
    idsByOwner.forEach(
        (owner, ids) -> {
          for (Long id : ids) {
            if (!linked.getOrDefault(owner, Set.of()).contains(id)) {
              rows.add(Map.of(here.inverses().get(0), Ref.to(owner), there.field(), Ref.to(id)));
            }
          }
        });
    if (!rows.isEmpty()) {
      unit.mustExist(here.from(), idsByOwner.keySet()); // an earlier command may have taken it
      unit.guard().with(true, () -> unit.insert(here.to(), rows));
    }
  }

  private static long owner(Step.ToMany here, Row row) {
    return here.parents(row).get(0);
  }

  private static long other(Step.ToOne there, Row row) {
    return row.value(there.field()) instanceof Ref ref ? ref.id() : 0;
  }

  private void unlink(
      Step.ToMany here, Step.ToOne there, Map<Long, List<Long>> idsByOwner, boolean isIn) {
    Map<Long, Set<Long>> named = sets(idsByOwner);
    Map<Long, Long> gone = new LinkedHashMap<>();
    for (Row row : reach.pointing(here, named.keySet())) {
      Set<Long> ids = named.getOrDefault(owner(here, row), Set.of());
      if (ids.contains(other(there, row)) == isIn) {
        gone.put(row.id(), other(there, row));
      }
    }
    if (!unit.guard().reachesAll(Operation.READ, there.to())) {
      gone.values().retainAll(unit.guard().readable(there.to(), Set.copyOf(gone.values())));
    }
    if (!gone.isEmpty()) {
      unit.guard()
          .with(
              true,
              () -> {
                unit.unlink(here.to(), gone.keySet());
                return null;
              });
    }
  }

  private static Map<Long, Set<Long>> sets(Map<Long, List<Long>> idsByOwner) {
    Map<Long, Set<Long>> sets = new LinkedHashMap<>();
    idsByOwner.forEach((owner, ids) -> sets.put(owner, new LinkedHashSet<>(ids)));
    return sets;
  }

  private void oneToMany(Step.ToMany step, Command.Kind kind, Map<Long, Command> commands) {
    Model children = step.to();
    switch (kind) {
      case LINK -> adopt(step, ids(commands));
      case UNLINK -> part(step, leaving(step, ids(commands), true));
      case SET -> {
        part(step, leaving(step, ids(commands), false));
        adopt(step, ids(commands));
      }
      case CREATE -> {
        List<Values> all = new ArrayList<>();
        commands.forEach(
            (owner, command) -> {
              Values values = command.values();
              for (Map.Entry<String, Object> link : pointingAt(step, owner).asMap().entrySet()) {
                values = values.with(link.getKey(), link.getValue());
              }
              all.add(values);
            });
        unit.create(children, all);
      }
      case UPDATE -> update(children, commands.values());
      case DELETE -> unit.unlink(children, all(ids(commands)));
    }
  }

  /**
   * A child is given to a parent by the first field; one that points there already stays as it is.
   * Given to several parents, it ends at the last.
   */
  private void adopt(Step.ToMany step, Map<Long, List<Long>> childrenByOwner) {
    check.checkTargets(step.from(), step.field(), step.to(), all(childrenByOwner));
    Map<Long, Long> ownerByChild = new LinkedHashMap<>();
    childrenByOwner.forEach(
        (owner, children) -> children.forEach(child -> ownerByChild.put(child, owner)));
    Map<Long, List<Long>> last = new LinkedHashMap<>();
    for (Tracked child : unit.trackExisting(step.to(), ownerByChild.keySet())) {
      Long owner = Objects.requireNonNull(ownerByChild.get(child.id));
      if (!step.parents(Objects.requireNonNull(child.now)).contains(owner)) {
        last.computeIfAbsent(owner, o -> new ArrayList<>()).add(child.id);
      }
    }
    last.forEach((owner, children) -> unit.write(step.to(), children, pointingAt(step, owner)));
  }

  private static Values pointingAt(Step.ToMany step, long owner) {
    Values values = Values.values().with(step.inverses().get(0).name(), owner);
    for (ModelField named : step.modelField()) {
      values = values.with(named.name(), step.from().name());
    }
    return values;
  }

  /**
   * The children that leave a parent, by the fields with which they point there.
   *
   * @param isIn whether those leave that are named, or those that are not
   */
  private Map<Set<ModelField>, List<Long>> leaving(
      Step.ToMany step, Map<Long, List<Long>> idsByOwner, boolean isIn) {
    Map<Long, Set<Long>> named = sets(idsByOwner);
    Map<Set<ModelField>, List<Long>> leaving = new LinkedHashMap<>();
    List<Row> pointing = reach.pointing(step, named.keySet());
    for (Row child : unit.guard().within(Operation.READ, step.to(), pointing)) {
      Set<ModelField> fields = new LinkedHashSet<>();
      for (ModelField inverse : step.inverses()) {
        Set<Long> ids = named.get(Step.pointedAt(child, inverse));
        if (ids != null && ids.contains(child.id()) == isIn) {
          fields.add(inverse);
        }
      }
      if (!fields.isEmpty()) {
        leaving.computeIfAbsent(fields, f -> new ArrayList<>()).add(child.id());
      }
    }
    return leaving;
  }

  /** A child that needs the parent goes; any other stays, without what pointed there. */
  private void part(Step.ToMany step, Map<Set<ModelField>, List<Long>> idsByFields) {
    idsByFields.forEach(
        (fields, ids) -> {
          boolean needsParent =
              fields.stream()
                  .anyMatch(field -> field.isRequired() && field.type() == FieldType.MANY_TO_ONE);
          if (needsParent) {
            unit.unlink(step.to(), ids);
          } else {
            Values none = Values.values();
            for (ModelField field : fields) {
              none = none.with(field.name(), null);
            }
            unit.write(step.to(), ids, none);
          }
        });
  }
}
