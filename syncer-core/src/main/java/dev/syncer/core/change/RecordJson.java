package dev.syncer.core.change;

import dev.syncer.api.Binary;
import dev.syncer.api.FieldType;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Names;
import dev.syncer.core.model.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Records as they look on the wire. Reads, snapshots and notifications all write through here, so
 * that the same record is the same JSON everywhere.
 */
public final class RecordJson {
  /** The name of the value that people call a record by; not a field, but always with a record. */
  public static final String DISPLAY_NAME = "display_name";

  /** The place of the version in a row; only the id stands before it. */
  private static final int VERSION = Model.BASE_FIELDS.indexOf("version");

  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private RecordJson() {}

  /** RFC 3339, UTC, milliseconds. */
  public static String text(Instant time) {
    return MILLISECONDS.format(time);
  }

  /** Writes an object with id, display name and all fields that the row shows. */
  public static void writeEntire(JsonGenerator json, Row row) {
    writeRecord(json, row, row.displayName(), row.definition().fields());
  }

  /**
   * Writes an object with id, display name, version, and these fields.
   *
   * @param name what the record is called
   */
  public static void writeRecord(
      JsonGenerator json, Row row, String name, Collection<ModelField> fields) {
    json.writeStartObject();
    json.writeNumberProperty("id", row.id());
    json.writeStringProperty(DISPLAY_NAME, name);
    json.writeNumberProperty("version", row.version());
    for (ModelField field : fields) {
      if (field.index() > VERSION && row.shows(field)) {
        writeProperty(json, row, field);
      }
    }
    json.writeEndObject();
  }

  /** Writes an object with these fields only. */
  public static void writeFields(JsonGenerator json, Row row, Collection<ModelField> fields) {
    json.writeStartObject();
    for (ModelField field : fields) {
      writeProperty(json, row, field);
    }
    json.writeEndObject();
  }

  private static void writeProperty(JsonGenerator json, Row row, ModelField field) {
    json.writeName(field.name());
    writeValue(json, field, row.value(field));
  }

  /** Writes what a client learns of bytes: {@code {"size":…,"sha256":…}}. */
  public static void writeBinary(JsonGenerator json, Binary binary) {
    json.writeStartObject();
    json.writeNumberProperty("size", binary.size());
    json.writeStringProperty("sha256", binary.sha256());
    json.writeEndObject();
  }

  /** Writes who acted: {@code {"id":…,"name":…,"__last_update":…}}. */
  public static void writeUser(JsonGenerator json, User user) {
    json.writeStartObject();
    json.writeNumberProperty("id", user.id());
    json.writeStringProperty("name", user.name());
    json.writeStringProperty("__last_update", text(user.lastUpdate()));
    json.writeEndObject();
  }

  /** Writes the value of a field. */
  public static void writeValue(JsonGenerator json, ModelField field, @Nullable Object value) {
    if (value == null) {
      json.writeNull();
    } else if (field.type() == FieldType.JSON) {
      JsonText.write(json, value);
    } else if (value instanceof Binary binary) {
      writeBinary(json, binary);
    } else if (value instanceof String text) {
      json.writeString(text);
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof BigDecimal decimal) {
      json.writeString(decimal.toPlainString());
    } else if (value instanceof LocalDate date) {
      json.writeString(date.toString());
    } else if (value instanceof Instant time) {
      json.writeString(text(time));
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof List<?> ids) {
      json.writeStartArray();
      ids.forEach(id -> json.writeNumber((Long) id));
      json.writeEndArray();
    } else if (value instanceof Ref ref) {
      json.writeStartArray();
      json.writeNumber(ref.id());
      json.writeString(
          ref.name().orElseGet(() -> Names.nameless(String.valueOf(field.target()), ref.id())));
      json.writeEndArray();
    } else {
      throw new IllegalArgumentException(
          "a " + value.getClass().getSimpleName() + " is no value of the field " + field);
    }
  }
}
