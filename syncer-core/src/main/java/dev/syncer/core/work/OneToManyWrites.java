package dev.syncer.core.work;

import dev.syncer.api.FieldType;
import dev.syncer.api.Operation;
import dev.syncer.api.Values;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.Step;
import dev.syncer.core.view.Traversal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes where children point: what links, unlinks and sets say is followed in memory, in order,
 * and what has come of it in the end is written, children that get the same together.
 *
 * <p>A child is given to a parent by the first field; one that points there already stays as it is.
 * A child that leaves a parent which it needs goes; any other stays, without what pointed there.
 */
final class OneToManyWrites {
  private final WritingUnit unit;
  private final ValuesCheck check;
  private final Traversal reach;
  private final Step.ToMany step;

  private final Map<Long, Child> children = new LinkedHashMap<>();

  /** The children of each parent, as far as the one who acts can take them away. */
  private final Map<Long, Set<Child>> members = new HashMap<>();

  OneToManyWrites(WritingUnit unit, ValuesCheck check, Traversal reach, Step.ToMany step) {
    this.unit = unit;
    this.check = check;
    this.reach = reach;
    this.step = step;
  }

  /** A child, and to whom each of its fields points. */
  private static final class Child {
    private final long id;
    private final Map<ModelField, Long> before = new LinkedHashMap<>();
    private final Map<ModelField, Long> now = new LinkedHashMap<>();
    private boolean isGone;

    private Child(Step.ToMany step, Row row) {
      this.id = row.id();
      // A generic link that names another model points at no record of this one.
      if (!step.parents(row).isEmpty()) {
        for (ModelField inverse : step.inverses()) {
          Long parent = Step.pointedAt(row, inverse);
          if (parent != null) {
            before.put(inverse, parent);
          }
        }
      }
      now.putAll(before);
    }

    private boolean pointsAt(long owner) {
      return now.containsValue(owner);
    }
  }

  /** Does what links, unlinks and sets say. */
  void apply(List<CommandRound.Said> said) {
    read(said);
    for (CommandRound.Said each : said) {
      Command command = each.command();
      switch (command.kind()) {
        case LINK -> command.ids().forEach(id -> link(each.owner(), id));
        case UNLINK -> command.ids().forEach(id -> leave(each.owner(), children.get(id)));
        case SET -> {
          Set<Long> stay = Set.copyOf(command.ids());
          for (Child child : List.copyOf(membersOf(each.owner()))) {
            if (!stay.contains(child.id)) {
              leave(each.owner(), child);
            }
          }
          command.ids().forEach(id -> link(each.owner(), id));
        }
        default -> throw new AssertionError(command.kind());
      }
    }
    write();
  }

  /** The children that are named, and those of lists that are set. */
  private void read(List<CommandRound.Said> said) {
    Set<Long> linked = new LinkedHashSet<>();
    Set<Long> unlinked = new LinkedHashSet<>();
    Set<Long> setting = new LinkedHashSet<>();
    for (CommandRound.Said each : said) {
      Command command = each.command();
      (command.kind() == Command.Kind.UNLINK ? unlinked : linked).addAll(command.ids());
      if (command.kind() == Command.Kind.SET) {
        setting.add(each.owner());
      }
    }
    check.checkTargets(step.from(), step.field(), step.to(), linked);
    List<Row> mayLeave = new ArrayList<>(unit.rows(step.to(), unlinked));
    if (!setting.isEmpty()) {
      mayLeave.addAll(reach.pointing(step, setting));
    }
    unit.guard().within(Operation.READ, step.to(), mayLeave).forEach(this::known);
    unit.trackExisting(step.to(), linked)
        .forEach(tracked -> known(Objects.requireNonNull(tracked.now)));
  }

  private void known(Row row) {
    if (!children.containsKey(row.id())) {
      Child child = new Child(step, row);
      children.put(child.id, child);
      child.now.values().forEach(owner -> membersOf(owner).add(child));
    }
  }

  private Set<Child> membersOf(long owner) {
    return members.computeIfAbsent(owner, o -> new LinkedHashSet<>());
  }

  private void link(long owner, long id) {
    Child child = children.get(id);
    if (child == null || child.isGone) {
      throw ValuesCheck.notThere(step.from(), step.field(), step.to(), id);
    }
    if (!child.pointsAt(owner)) {
      Long former = child.now.put(step.inverses().get(0), owner);
      if (former != null && !child.pointsAt(former)) {
        membersOf(former).remove(child);
      }
      membersOf(owner).add(child);
    }
  }

  private void leave(long owner, @Nullable Child child) {
    if (child == null || !membersOf(owner).remove(child)) {
      return;
    }
    List<ModelField> fields =
        step.inverses().stream()
            .filter(field -> Objects.equals(child.now.get(field), owner))
            .toList();
    if (fields.stream().anyMatch(f -> f.isRequired() && f.type() == FieldType.MANY_TO_ONE)) {
      child.isGone = true;
      child.now.values().forEach(other -> membersOf(other).remove(child));
    } else {
      fields.forEach(child.now::remove);
    }
  }

  private void write() {
    Set<Long> gone = new LinkedHashSet<>();
    Map<Map<String, @Nullable Object>, List<Long>> leaving = new LinkedHashMap<>();
    Map<Map<String, @Nullable Object>, List<Long>> adopted = new LinkedHashMap<>();
    for (Child child : children.values()) {
      if (child.isGone) {
        gone.add(child.id);
      } else if (!child.now.equals(child.before)) {
        (child.now.isEmpty() ? leaving : adopted)
            .computeIfAbsent(difference(child), v -> new ArrayList<>())
            .add(child.id);
      }
    }
    if (!gone.isEmpty()) {
      unit.unlink(step.to(), gone);
    }
    leaving.forEach((values, ids) -> unit.write(step.to(), ids, Values.of(values)));
    adopted.forEach((values, ids) -> unit.write(step.to(), ids, Values.of(values)));
  }

  private Map<String, @Nullable Object> difference(Child child) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (ModelField inverse : step.inverses()) {
      Long now = child.now.get(inverse);
      if (!Objects.equals(now, child.before.get(inverse))) {
        values.put(inverse.name(), now);
        if (now != null) {
          step.modelField().forEach(named -> values.put(named.name(), step.from().name()));
        }
      }
    }
    return values;
  }
}
