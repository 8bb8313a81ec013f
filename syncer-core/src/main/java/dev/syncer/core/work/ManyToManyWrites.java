package dev.syncer.core.work;

import dev.syncer.api.Operation;
import dev.syncer.api.Ref;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.Step;
import dev.syncer.core.view.Traversal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of relation tables: what is said about an id last counts, and only what differs
 * from what is there is written, in one statement for those that go and one for those that come.
 */
final class ManyToManyWrites {
  private final WritingUnit unit;
  private final ValuesCheck check;
  private final Traversal reach;

  ManyToManyWrites(WritingUnit unit, ValuesCheck check, Traversal reach) {
    this.unit = unit;
    this.check = check;
    this.reach = reach;
  }

  /** What a list is to hold; where it is set, nothing else. */
  private static final class Wanted {
    private final Set<Long> in = new LinkedHashSet<>();
    private final Set<Long> out = new LinkedHashSet<>();
    private boolean isSet;

    private void say(Command command) {
      switch (command.kind()) {
        case LINK -> link(command.ids());
        case UNLINK -> {
          in.removeAll(command.ids());
          out.addAll(command.ids());
        }
        case SET -> {
          isSet = true;
          in.clear();
          out.clear();
          link(command.ids());
        }
        default -> throw new AssertionError(command.kind());
      }
    }

    private void link(List<Long> ids) {
      in.addAll(ids);
      ids.forEach(out::remove);
    }

    private boolean leaves(long id) {
      return isSet ? !in.contains(id) : out.contains(id);
    }
  }

  /** Does what links, unlinks and sets say, if the one who acts may link what they name. */
  void apply(Step.ToMany here, Step.ToOne there, List<CommandRound.Said> said) {
    Set<Long> linked = new LinkedHashSet<>();
    for (CommandRound.Said each : said) {
      if (each.command().kind() != Command.Kind.UNLINK) {
        linked.addAll(each.command().ids());
      }
    }
    check.checkTargets(here.from(), here.field(), there.to(), linked);
    write(here, there, said);
  }

  /** Does what links, unlinks and sets of records say that are there. */
  void write(Step.ToMany here, Step.ToOne there, List<CommandRound.Said> said) {
    Map<Long, Wanted> wanted = new LinkedHashMap<>();
    Set<Long> named = new LinkedHashSet<>();
    for (CommandRound.Said each : said) {
      wanted.computeIfAbsent(each.owner(), o -> new Wanted()).say(each.command());
      named.addAll(each.command().ids());
    }
    Map<Long, Set<Long>> now = new LinkedHashMap<>();
    Map<Long, Long> gone = new LinkedHashMap<>();
    for (Row row : rows(here, there, wanted, named)) {
      long owner = here.parents(row).get(0);
      long other = row.value(there.field()) instanceof Ref ref ? ref.id() : 0;
      now.computeIfAbsent(owner, o -> new LinkedHashSet<>()).add(other);
      Wanted list = wanted.get(owner);
      if (list != null && list.leaves(other)) {
        gone.put(row.id(), other);
      }
    }
    remove(here, there, gone);
    insert(here, there, wanted, now);
  }

  /** Those that may have to go or need not come: of a list that is set all, else those named. */
  private List<Row> rows(
      Step.ToMany here, Step.ToOne there, Map<Long, Wanted> wanted, Set<Long> named) {
    boolean isAnySet = wanted.values().stream().anyMatch(list -> list.isSet);
    List<Object> others = named.stream().<Object>map(Ref::to).toList();
    return reach.pointing(
        here,
        wanted.keySet(),
        isAnySet ? Condition.EVERY : new Condition.In(there.field(), others));
  }

  private void remove(Step.ToMany here, Step.ToOne there, Map<Long, Long> gone) {
    if (!gone.isEmpty() && !unit.guard().reachesAll(Operation.READ, there.to())) {
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

  private void insert(
      Step.ToMany here, Step.ToOne there, Map<Long, Wanted> wanted, Map<Long, Set<Long>> now) {
    List<Map<ModelField, @Nullable Object>> rows = new ArrayList<>();
    wanted.forEach(
        (owner, list) -> {
          Set<Long> known = now.getOrDefault(owner, Set.of());
          for (Long id : list.in) {
            if (!known.contains(id)) {
              rows.add(Map.of(here.inverses().get(0), Ref.to(owner), there.field(), Ref.to(id)));
            }
          }
        });
    if (!rows.isEmpty()) {
      unit.mustExist(here.from(), wanted.keySet()); // an earlier command may have taken it
      unit.guard().with(true, () -> unit.insert(here.to(), rows));
    }
  }
}
