package dev.syncer.core.work;

import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields that every record has, as a unit of work writes them: who, when, and which version.
 *
 * @param user who writes
 * @param now the one time of the unit of work
 */
record AuditFields(User user, Instant now) {

  /** A new record of these values, which has no id yet. */
  Row created(Model model, Map<ModelField, @Nullable Object> values) {
    @Nullable Object[] base = new @Nullable Object[model.fields().size()];
    Ref author = Ref.to(user.id());
    for (ModelField field : model.fields()) {
      base[field.index()] =
          switch (field.isBase() ? field.name() : "") {
            case "version" -> 1L;
            case "create_date", "write_date" -> now;
            case "create_uid", "write_uid" -> author;
            default -> null;
          };
    }
    return Row.of(model, base).with(values);
  }

  /** The record after a write, however many writes there were since it was as before. */
  Row written(Row row, Row before) {
    Model model = row.definition();
    Map<ModelField, Object> stamp = new LinkedHashMap<>();
    stamp.put(model.baseField("version"), before.version() + 1);
    stamp.put(model.baseField("write_date"), now);
    stamp.put(model.baseField("write_uid"), Ref.to(user.id()));
    return row.with(stamp);
  }

  /** When and by whom a record was written last, by field. */
  static Map<ModelField, @Nullable Object> ofLastWrite(Row row) {
    Map<ModelField, @Nullable Object> stamp = new LinkedHashMap<>();
    for (String name : List.of("write_date", "write_uid")) {
      ModelField field = row.definition().baseField(name);
      stamp.put(field, row.value(field));
    }
    return stamp;
  }
}
