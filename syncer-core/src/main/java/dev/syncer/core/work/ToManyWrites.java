package dev.syncer.core.work;

import dev.syncer.api.Values;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Step;
import dev.syncer.core.model.ValueCheck;
import dev.syncer.core.spi.Deadline;
import dev.syncer.core.view.Traversal;
import dev.syncer.rpc.ValidationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes one2many and many2many fields: turns commands into creates, writes and unlinks of the
 * records on the other side, or of the rows of the relation table. Many commands for many records
 * cost as many statements as one for one, see {@link CommandRound}.
 *
 * <p>Records on the other side are created, written and unlinked with the rights of the one who
 * acts. For the rows of a relation table the right to write the record with the list is enough;
 * what the one who acts may not read in a list, they can neither add nor take away.
 */
final class ToManyWrites {
  private final WritingUnit unit;
  private final ValuesCheck check;
  private final Traversal reach;

  ToManyWrites(WritingUnit unit, ValuesCheck check, Traversal reach) {
    this.unit = unit;
    this.check = check;
    this.reach = reach;
  }

  /** The commands that values hold for the lists of a record, each list of all records at once. */
  @SuppressWarnings("unchecked") // the check has put commands there
  void write(Collection<Long> owners, Iterable<Map<ModelField, @Nullable Object>> valuesOfEach) {
    Map<ModelField, Map<Long, List<Command>>> byField = new LinkedHashMap<>();
    Iterator<Map<ModelField, @Nullable Object>> values = valuesOfEach.iterator();
    for (Long owner : owners) {
      values
          .next()
          .forEach(
              (field, value) -> {
                if (field.type().isToMany() && value != null) {
                  byField
                      .computeIfAbsent(field, f -> new LinkedHashMap<>())
                      .put(owner, (List<Command>) value);
                }
              });
    }
    byField.forEach(this::apply);
  }

  /**
   * Does the commands of each record, with the same outcome as one after the other: the first of
   * all records together, then the second of all, and so on.
   *
   * @throws ValidationException if they cannot be done in sets: they say again and again something
   *     else about the same records
   */
  private void apply(ModelField field, Map<Long, List<Command>> commandsByOwner) {
    List<Step> steps = unit.registry().relations().steps(field);
    Step.ToMany step = (Step.ToMany) steps.get(0);
    Step.ToOne there = steps.size() == 2 ? (Step.ToOne) steps.get(1) : null;
    Model members = there == null ? step.to() : there.to();
    List<CommandRound> rounds =
        CommandRound.of(members, there == null, commandsByOwner)
            .orElseThrow(() -> alternating(step.from(), field));
    for (CommandRound round : rounds) {
      Deadline.current().check();
      if (!round.links().isEmpty() && there == null) {
        new OneToManyWrites(unit, check, reach, step).apply(round.links());
      } else if (!round.links().isEmpty() && there != null) {
        new ManyToManyWrites(unit, check, reach).apply(step, there, round.links());
      }
      if (!round.creates().isEmpty() && there == null) {
        unit.create(members, round.creates().stream().map(said -> child(step, said)).toList());
      } else if (!round.creates().isEmpty() && there != null) {
        createLinked(step, there, round.creates());
      }
      update(members, round.updates());
      if (!round.deleted().isEmpty()) {
        unit.unlink(members, round.deleted());
      }
    }
  }

  private static ValidationException alternating(Model model, ModelField field) {
    return ValueCheck.refusal(
        model,
        field,
        "says something else about the same records again and again. Only what is said last counts:"
            + " say it once.",
        Map.of("rule", "commands"));
  }

  private static Values child(Step.ToMany step, CommandRound.Said said) {
    Values values = said.command().values().with(step.inverses().get(0).name(), said.owner());
    for (ModelField named : step.modelField()) {
      values = values.with(named.name(), step.from().name());
    }
    return values;
  }

  private void createLinked(Step.ToMany here, Step.ToOne there, List<CommandRound.Said> creates) {
    List<Values> all = creates.stream().map(said -> said.command().values()).toList();
    Iterator<Long> created = unit.create(there.to(), all).iterator();
    List<CommandRound.Said> links = new ArrayList<>();
    for (CommandRound.Said said : creates) {
      links.add(new CommandRound.Said(said.owner(), Command.link(created.next())));
    }
    // They were just created, so they are there, also for somebody who may not read them.
    new ManyToManyWrites(unit, check, reach).write(here, there, links);
  }

  private void update(Model model, List<CommandRound.Updated> updates) {
    Set<Long> ids = new LinkedHashSet<>();
    updates.forEach(each -> ids.addAll(each.ids()));
    if (!ids.isEmpty()) {
      unit.trackExisting(model, ids); // read at once what is written one by one
      updates.forEach(each -> unit.write(model, each.ids(), each.values()));
    }
  }
}
