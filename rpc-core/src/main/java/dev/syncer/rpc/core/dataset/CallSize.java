package dev.syncer.rpc.core.dataset;

import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.rpc.ValidationException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many records a call names or changes: its own, and those that its values name or change
 * through lists, for each record that gets the values.
 */
final class CallSize {
  private final Registry registry;
  private final int limit;

  CallSize(Registry registry, int limit) {
    this.registry = registry;
    this.limit = limit;
  }

  /**
   * @param values of one record, or of several
   * @throws ValidationException if the call has more than the limit
   */
  void checkCreate(Model model, Object values) {
    check(values instanceof List<?> many ? ofEach(model, many) : of(model, values));
  }

  /**
   * @throws ValidationException if the call has more than the limit
   */
  void checkWrite(Model model, int ids, Map<?, ?> values) {
    check(ids * of(model, values));
  }

  /**
   * @throws ValidationException if the call names more than the limit
   */
  void checkIds(int ids) {
    check(ids);
  }

  private void check(long size) {
    if (size > limit) {
      throw new ValidationException(
          "A call names or changes at most "
              + limit
              + " records, those in lists included, and this one has "
              + size
              + ". Split it: several smaller calls do the same.",
          Map.of("rule", "records", "limit", limit));
    }
  }

  private long ofEach(Model model, Collection<?> records) {
    return records.stream().mapToLong(each -> of(model, each)).sum();
  }

  /** The record itself, and what its lists name. */
  private long of(Model model, @Nullable Object values) {
    long size = 1;
    if (values instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> each : map.entrySet()) {
        ModelField field = model.field(String.valueOf(each.getKey())).orElse(null);
        if (field != null
            && field.type().isToMany()
            && each.getValue() instanceof Collection<?> parts) {
          size += ofList(target(field), parts);
        }
      }
    }
    return size;
  }

  private @Nullable Model target(ModelField field) {
    return field.target() == null ? null : registry.model(field.target()).orElse(null);
  }

  private long ofList(@Nullable Model target, Collection<?> parts) {
    long size = 0;
    for (Object part : parts) {
      size += part instanceof List<?> command ? ofCommand(target, command) : 1;
    }
    return size;
  }

  private long ofCommand(@Nullable Model target, List<?> command) {
    Object last = command.isEmpty() ? null : command.get(command.size() - 1);
    if (last instanceof Collection<?> ids) {
      return Math.max(1, ids.size());
    }
    return target == null ? 1 : of(target, last);
  }
}
