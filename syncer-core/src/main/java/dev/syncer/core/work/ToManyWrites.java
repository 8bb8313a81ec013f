package dev.syncer.core.work;

import dev.syncer.api.FieldType;
import dev.syncer.api.Values;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes one2many and many2many fields: turns each command into creates, writes and unlinks of the
 * records on the other side, or of the rows of the relation table. The same command for many
 * records costs as many statements as for one.
 */
final class ToManyWrites {
  private final WritingUnit unit;
  private final Reach reach;

  ToManyWrites(WritingUnit unit, Reach reach) {
    this.unit = unit;
    this.reach = reach;
  }

  /** Does the commands, one after the other, for each of the records. */
  void apply(ModelField field, Collection<Long> owners, List<Command> commands) {
    List<Step> steps = unit.registry().relations().steps(field);
    Step.ToMany toMany = (Step.ToMany) steps.get(0);
    for (Command command : commands) {
      if (steps.size() == 2) {
        manyToMany(toMany, (Step.ToOne) steps.get(1), owners, command);
      } else {
        oneToMany(toMany, owners, command);
      }
    }
  }

  private void manyToMany(
      Step.ToMany here, Step.ToOne there, Collection<Long> owners, Command command) {
    switch (command.kind()) {
      case LINK -> link(here, there, owners, command.ids());
      case UNLINK -> unlink(here, there, owners, command.ids(), true);
      case SET -> {
        unlink(here, there, owners, command.ids(), false);
        link(here, there, owners, command.ids());
      }
      case CREATE -> {
        for (Long owner : owners) {
          List<Long> created = unit.create(there.to(), List.of(command.values()));
          link(here, there, List.of(owner), created);
        }
      }
      case UPDATE -> unit.write(there.to(), command.ids(), command.values());
      case DELETE -> unit.unlink(there.to(), command.ids());
    }
  }

  private void link(
      Step.ToMany here, Step.ToOne there, Collection<Long> owners, Collection<Long> ids) {
    Map<Long, Set<Long>> linked = new LinkedHashMap<>();
    for (Row row : reach.pointing(here, owners)) {
      linked.computeIfAbsent(owner(here, row), o -> new LinkedHashSet<>()).add(other(there, row));
    }
    List<Values> rows = new ArrayList<>();
    for (Long owner : new LinkedHashSet<>(owners)) {
      for (Long id : ids) {
        if (!linked.getOrDefault(owner, Set.of()).contains(id)) {
          rows.add(
              Values.values()
                  .with(here.inverses().get(0).name(), owner)
                  .with(there.field().name(), id));
        }
      }
    }
    unit.create(here.to(), rows);
  }

  private static long owner(Step.ToMany here, Row row) {
    return here.parents(row).get(0);
  }

  private static long other(Step.ToOne there, Row row) {
    return row.value(there.field()) instanceof dev.syncer.api.Ref ref ? ref.id() : 0;
  }

  private void unlink(
      Step.ToMany here,
      Step.ToOne there,
      Collection<Long> owners,
      Collection<Long> ids,
      boolean isIn) {
    List<Long> gone = new ArrayList<>();
    for (Row row : reach.pointing(here, owners)) {
      if (ids.contains(other(there, row)) == isIn) {
        gone.add(row.id());
      }
    }
    if (!gone.isEmpty()) {
      unit.unlink(here.to(), gone);
    }
  }

  private void oneToMany(Step.ToMany step, Collection<Long> owners, Command command) {
    Model children = step.to();
    switch (command.kind()) {
      case LINK -> unit.write(children, command.ids(), pointingAt(step, last(owners)));
      case UNLINK -> part(step, childrenOf(step, owners, command.ids(), true));
      case SET -> {
        part(step, childrenOf(step, owners, command.ids(), false));
        if (!command.ids().isEmpty()) {
          unit.write(children, command.ids(), pointingAt(step, last(owners)));
        }
      }
      case CREATE -> {
        List<Values> all = new ArrayList<>();
        for (Long owner : owners) {
          Values values = command.values();
          for (Map.Entry<String, Object> link : pointingAt(step, owner).asMap().entrySet()) {
            values = values.with(link.getKey(), link.getValue());
          }
          all.add(values);
        }
        unit.create(children, all);
      }
      case UPDATE -> unit.write(children, command.ids(), command.values());
      case DELETE -> unit.unlink(children, command.ids());
    }
  }

  /** A child has one parent: written to several, it ends at the last. */
  private static long last(Collection<Long> owners) {
    long last = 0;
    for (Long owner : owners) {
      last = owner;
    }
    return last;
  }

  private static Values pointingAt(Step.ToMany step, long owner) {
    Values values = Values.values().with(step.inverses().get(0).name(), owner);
    for (ModelField named : step.modelField()) {
      values = values.with(named.name(), step.from().name());
    }
    return values;
  }

  private List<Long> childrenOf(
      Step.ToMany step, Collection<Long> owners, Collection<Long> ids, boolean isIn) {
    return reach.pointing(step, owners).stream()
        .map(Row::id)
        .filter(id -> ids.contains(id) == isIn)
        .toList();
  }

  /** A child that needs a parent goes; any other stays without one. */
  private void part(Step.ToMany step, List<Long> ids) {
    if (ids.isEmpty()) {
      return;
    }
    boolean needsParent =
        step.inverses().stream()
            .anyMatch(field -> field.isRequired() && field.type() == FieldType.MANY_TO_ONE);
    if (needsParent) {
      unit.unlink(step.to(), ids);
    } else {
      Values none = Values.values();
      for (ModelField inverse : step.inverses()) {
        none = none.with(inverse.name(), null);
      }
      unit.write(step.to(), ids, none);
    }
  }
}
