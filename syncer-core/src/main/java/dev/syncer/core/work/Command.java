package dev.syncer.core.work;

import dev.syncer.api.Values;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.ValueCheck;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      throw refusal(model, field);
    }
    boolean isIds = parts.stream().noneMatch(part -> part instanceof Collection<?>);
    if (isIds) {
      return List.of(new Command(Kind.SET, ids(model, field, parts), Values.values()));
    }
    List<Command> commands = new ArrayList<>();
    for (Object part : parts) {
      if (!(part instanceof Collection<?> words)) {
        throw refusal(model, field);
      }
      commands.add(command(model, field, new ArrayList<>(words)));
    }
    return commands;
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

  private static Command command(Model model, ModelField field, List<?> words) {
    Kind kind = null;
    for (Kind each : Kind.values()) {
      if (!words.isEmpty() && each.name().toLowerCase(java.util.Locale.ROOT).equals(words.get(0))) {
        kind = each;
      }
    }
    if (kind == null || words.size() != (kind == Kind.UPDATE ? 3 : 2)) {
      throw refusal(model, field);
    }
    Object first = words.get(1);
    return switch (kind) {
      case LINK, UNLINK, DELETE ->
          new Command(kind, ids(model, field, List.of(first)), Values.values());
      case SET -> {
        if (!(first instanceof Collection<?> ids)) {
          throw refusal(model, field);
        }
        yield new Command(kind, ids(model, field, ids), Values.values());
      }
      case CREATE -> new Command(kind, List.of(), values(model, field, first));
      case UPDATE ->
          new Command(kind, ids(model, field, List.of(first)), values(model, field, words.get(2)));
    };
  }

  private static List<Long> ids(Model model, ModelField field, Collection<?> values) {
    List<Long> ids = new ArrayList<>();
    for (Object value : values) {
      boolean isId =
          (value instanceof Long || value instanceof Integer) && ((Number) value).longValue() > 0;
      if (!isId) {
        throw refusal(model, field);
      }
      long id = ((Number) value).longValue();
      if (!ids.contains(id)) {
        ids.add(id);
      }
    }
    return ids;
  }

  private static Values values(Model model, ModelField field, Object value) {
    if (value instanceof Values given) {
      return given;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw refusal(model, field);
    }
    Map<String, @Nullable Object> byName = new LinkedHashMap<>();
    map.forEach((name, each) -> byName.put(String.valueOf(name), each));
    return Values.of(byName);
  }

  private static dev.syncer.rpc.ValidationException refusal(Model model, ModelField field) {
    return ValueCheck.refusal(
        model,
        field,
        "takes an array of ids, or of commands: [\"link\",id], [\"unlink\",id], [\"set\",[ids]],"
            + " [\"create\",{values}], [\"update\",id,{values}], [\"delete\",id].",
        Map.of("rule", "type"));
  }
}
