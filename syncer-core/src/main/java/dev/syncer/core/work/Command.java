package dev.syncer.core.work;

import dev.syncer.api.Values;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.ValueCheck;
import dev.syncer.rpc.ValidationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One change of a one2many or many2many, as it is written: {@code ["link",7]}, {@code
 * ["set",[1,2]]}, {@code ["create",{…}]}.
 *
 * @param kind what to do
 * @param ids the records that it names; empty for a create
 * @param values what to create or write; empty for the others
 */
record Command(Kind kind, List<Long> ids, Values values) {

  /** What a command does. */
  enum Kind {
    LINK,
    UNLINK,
    SET,
    CREATE,
    UPDATE,
    DELETE
  }

  private static final Map<String, Kind> BY_WORD =
      Stream.of(Kind.values())
          .collect(Collectors.toMap(kind -> kind.name().toLowerCase(Locale.ROOT), kind -> kind));

  /**
   * The commands of a value; ids alone mean {@code set}, null means to set none.
   *
   * @throws dev.syncer.rpc.ValidationException if it is none
   */
  static List<Command> of(Model model, ModelField field, @Nullable Object value) {
    if (value == null) {
      return List.of(new Command(Kind.SET, List.of(), Values.values()));
    }
    if (!(value instanceof Collection<?> parts)) {
      throw refusal(model, field, ": it is no array");
    }
    int place = 0;
    try {
      if (parts.stream().noneMatch(part -> part instanceof Collection<?>)) {
        return List.of(new Command(Kind.SET, ids(parts), Values.values()));
      }
      List<Command> commands = new ArrayList<>(parts.size());
      for (Object part : parts) {
        place++;
        if (!(part instanceof Collection<?> words)) {
          throw new Misfit("commands and ids do not mix");
        }
        commands.add(command(new ArrayList<>(words)));
      }
      return commands;
    } catch (Misfit e) {
      String where = place == 0 ? "" : " in command " + place;
      throw refusal(model, field, where + ": " + e.getMessage());
    }
  }

  /** The command that links a record. */
  static Command link(long id) {
    return new Command(Kind.LINK, List.of(id), Values.values());
  }

  /** Whether a list is empty after the commands, whatever it held before. */
  static boolean endEmpty(List<?> commands) {
    boolean isEmpty = false;
    for (Object each : commands) {
      if (each instanceof Command command) {
        isEmpty =
            switch (command.kind()) {
              case SET -> command.ids().isEmpty();
              case LINK, CREATE -> false;
              case UNLINK, UPDATE, DELETE -> isEmpty;
            };
      }
    }
    return isEmpty;
  }

  private static Command command(List<?> words) {
    Kind kind = words.isEmpty() ? null : BY_WORD.get(String.valueOf(words.get(0)));
    if (kind == null) {
      throw new Misfit("there is no such command");
    }
    int parts = kind == Kind.UPDATE ? 3 : 2;
    if (words.size() != parts) {
      throw new Misfit("\"" + words.get(0) + "\" has " + parts + " parts, not " + words.size());
    }
    Object first = words.get(1);
    return switch (kind) {
      case LINK, UNLINK, DELETE -> new Command(kind, List.of(id(first)), Values.values());
      case SET -> {
        if (!(first instanceof Collection<?> ids)) {
          throw new Misfit("\"set\" takes an array of ids");
        }
        yield new Command(kind, ids(ids), Values.values());
      }
      case CREATE -> new Command(kind, List.of(), values(first));
      case UPDATE -> new Command(kind, List.of(id(first)), values(words.get(2)));
    };
  }

  /** Each once, in the order in which they are named first. */
  private static List<Long> ids(Collection<?> values) {
    Set<Long> ids = new LinkedHashSet<>();
    for (Object value : values) {
      ids.add(id(value));
    }
    return List.copyOf(ids);
  }

  private static long id(@Nullable Object value) {
    boolean isWhole = value instanceof Long || value instanceof Integer;
    if (isWhole && value instanceof Number number && number.longValue() > 0) {
      return number.longValue();
    }
    throw new Misfit("an id is a whole number, 1 or more");
  }

  private static Values values(@Nullable Object value) {
    if (value instanceof Values given) {
      return given;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new Misfit("values are an object: field names and values");
    }
    Map<String, @Nullable Object> byName = new LinkedHashMap<>();
    map.forEach((name, each) -> byName.put(String.valueOf(name), each));
    return Values.of(byName);
  }

  /** What does not fit, in words. */
  private static final class Misfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Misfit(String message) {
      super(message, null, false, false);
    }
  }

  private static ValidationException refusal(Model model, ModelField field, String misfit) {
    return ValueCheck.refusal(
        model,
        field,
        "takes an array of ids, or of commands: [\"link\",id], [\"unlink\",id], [\"set\",[ids]],"
            + " [\"create\",{values}], [\"update\",id,{values}], [\"delete\",id]. This value"
            + " does not fit"
            + misfit
            + ".",
        Map.of("rule", "type"));
  }
}
