package dev.syncer.core.work;

import dev.syncer.api.FieldType;
import dev.syncer.api.Values;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Commands for the lists of many records that can be done in sets, without another outcome than one
 * after the other: first what says who is in a list, then the creates, the updates, the deletes. A
 * command that comes later but belongs to an earlier set may join as long as nothing between can
 * have to do with it; where it cannot, a new round begins. People and pages need one round.
 */
final class CommandRound {
  /** Alternations past that are no work but an attack; each costs some statements. */
  private static final int MAX_ROUNDS = 32;

  /** A command for the list of one record. */
  record Said(long owner, Command command) {}

  private final Model members;
  private final boolean isOneToMany;

  private final List<Said> links = new ArrayList<>();
  private final List<Said> creates = new ArrayList<>();
  private final List<Updated> updates = new ArrayList<>();
  private final Set<Long> deleted = new LinkedHashSet<>();

  private final Set<Long> creating = new HashSet<>();
  private final Map<Long, Updated> lastUpdateOf = new HashMap<>();
  private final Map<Map<String, @Nullable Object>, Updated> lastUpdateWith = new HashMap<>();
  private boolean hasDeepCreate;
  private boolean hasDeepUpdate;

  private CommandRound(Model members, boolean isOneToMany) {
    this.members = members;
    this.isOneToMany = isOneToMany;
  }

  /** Records that get the same values. */
  record Updated(int place, Values values, Set<Long> ids) {}

  /**
   * The commands of each record: the first ones of all records come before the second ones.
   *
   * @param members the model of the records in the lists
   * @return empty if they alternate too often
   */
  static Optional<List<CommandRound>> of(
      Model members, boolean isOneToMany, Map<Long, List<Command>> commandsByOwner) {
    List<CommandRound> rounds = new ArrayList<>();
    CommandRound round = new CommandRound(members, isOneToMany);
    rounds.add(round);
    int most = commandsByOwner.values().stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < most; i++) {
      for (List<Said> alike : ofOneStep(i, commandsByOwner)) {
        if (!round.takes(alike)) {
          round = new CommandRound(members, isOneToMany);
          rounds.add(round);
          if (rounds.size() > MAX_ROUNDS) {
            return Optional.empty();
          }
        }
        round.add(alike);
      }
    }
    return Optional.of(rounds);
  }

  /** The commands at one place of all lists, those of a kind together. */
  private static Collection<List<Said>> ofOneStep(
      int step, Map<Long, List<Command>> commandsByOwner) {
    Map<Command.Kind, List<Said>> byKind = new LinkedHashMap<>();
    commandsByOwner.forEach(
        (owner, commands) -> {
          if (step < commands.size()) {
            Command command = commands.get(step);
            byKind
                .computeIfAbsent(command.kind(), k -> new ArrayList<>())
                .add(new Said(owner, command));
          }
        });
    return byKind.values();
  }

  private boolean takes(List<Said> alike) {
    return alike.stream().allMatch(this::takes);
  }

  private boolean takes(Said said) {
    Command command = said.command();
    boolean isDeep = isDeep(command.values());
    return switch (command.kind()) {
      case LINK, UNLINK ->
          !isDeepAlready() && command.ids().stream().noneMatch(id -> isTouched(id, isOneToMany));
      case SET ->
          !isDeepAlready()
              && !creating.contains(said.owner())
              && !(isOneToMany && !(updates.isEmpty() && deleted.isEmpty()))
              && command.ids().stream().noneMatch(deleted::contains);
      case CREATE -> !hasDeepUpdate && !(isDeep && !(updates.isEmpty() && deleted.isEmpty()));
      case UPDATE ->
          !(isDeep && !deleted.isEmpty()) && command.ids().stream().noneMatch(deleted::contains);
      case DELETE -> command.ids().stream().noneMatch(deleted::contains);
    };
  }

  private boolean isDeepAlready() {
    return hasDeepCreate || hasDeepUpdate;
  }

  private boolean isTouched(long id, boolean byUpdatesToo) {
    return deleted.contains(id) || (byUpdatesToo && lastUpdateOf.containsKey(id));
  }

  /** Whether values reach other records than their own, which may be in the list. */
  private boolean isDeep(Values values) {
    return values.asMap().entrySet().stream()
        .anyMatch(
            each ->
                each.getValue() instanceof Collection<?> parts
                    && members.field(each.getKey()).filter(f -> isDeep(f, parts)).isPresent());
  }

  private boolean isDeep(ModelField field, Collection<?> parts) {
    boolean isOfSame =
        field.type() == FieldType.ONE_TO_MANY && members.name().equals(field.target());
    return field.type().isToMany()
        && (isOfSame || parts.stream().anyMatch(part -> part instanceof Collection<?>));
  }

  private void add(List<Said> alike) {
    Set<Command> known = new HashSet<>();
    for (Said said : alike) {
      Command command = said.command();
      switch (command.kind()) {
        case LINK, UNLINK, SET -> links.add(said);
        case CREATE -> {
          creates.add(said);
          creating.add(said.owner());
          hasDeepCreate |= isDeep(command.values());
        }
        case UPDATE -> {
          if (known.add(command)) {
            update(command);
          }
        }
        case DELETE -> deleted.addAll(command.ids());
      }
    }
  }

  /** Joins those with the same values, if none that came between is for the same record. */
  private void update(Command command) {
    boolean isDeep = isDeep(command.values());
    Updated same = isDeep || hasDeepUpdate ? null : lastUpdateWith.get(command.values().asMap());
    hasDeepUpdate |= isDeep;
    for (Long id : command.ids()) {
      Updated last = lastUpdateOf.get(id);
      if (same == null || (last != null && last.place() > same.place())) {
        same = new Updated(updates.size(), command.values(), new LinkedHashSet<>());
        updates.add(same);
        lastUpdateWith.put(command.values().asMap(), same);
      }
      same.ids().add(id);
      lastUpdateOf.put(id, same);
    }
  }

  /** What says who is in a list, in order. */
  List<Said> links() {
    return links;
  }

  List<Said> creates() {
    return creates;
  }

  List<Updated> updates() {
    return updates;
  }

  Set<Long> deleted() {
    return deleted;
  }
}
