package dev.syncer.api;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes the fields of a model; meant to be imported statically. */
public final class Fields {
  /** The longest text that {@link #text(String)} takes, in UTF-16 units. */
  public static final int TEXT_LENGTH = 65_536;

  /** The longest text that {@link #longText} takes, in UTF-16 units. */
  public static final int LONG_TEXT_LENGTH = 1_048_576;

  /** The most characters of a {@link #json(String)}. */
  public static final int JSON_LENGTH = 65_536;

  /** The most bytes of a {@link #binary} field. */
  public static final int BINARY_BYTES = 16 * 1024 * 1024;

  /** The key to the id that every record has; see {@link ModelRecord#id}. */
  public static final Field<Long> ID = integer("id");

  /** The key to the version that every record has; see {@link ModelRecord#version}. */
  public static final Field<Long> VERSION = integer("version");

  /** The key to the time at which a record was created. */
  public static final Field<Instant> CREATE_DATE = dateTime("create_date");

  /** The key to the user who created a record. */
  public static final Field<Ref> CREATE_UID = manyToOne("create_uid", "");

  /** The key to the time at which a record was last written. */
  public static final Field<Instant> WRITE_DATE = dateTime("write_date");

  /** The key to the user who last wrote a record. */
  public static final Field<Ref> WRITE_UID = manyToOne("write_uid", "");

  /**
   * The key to the names of a user's groups, in the model that says {@link ModelBuilder#users};
   * written by the system alone.
   */
  public static final Field<List<String>> GROUPS = Field.of("groups", FieldType.JSON, JSON_LENGTH);

  /**
   * The key to whether a user may log in and has their groups, in the model that says {@link
   * ModelBuilder#users}.
   */
  public static final Field<Boolean> ACTIVE = bool("active");

  private Fields() {}

  /** Text of up to {@value #TEXT_LENGTH} UTF-16 units. */
  public static Field<String> text(String name) {
    return text(name, TEXT_LENGTH);
  }

  /**
   * Text of limited length.
   *
   * @param maxLength the most UTF-16 units, 1 or more
   */
  public static Field<String> text(String name, int maxLength) {
    if (maxLength < 1) {
      throw new IllegalArgumentException(
          "text(\"" + name + "\", " + maxLength + "): the longest text has at least 1 character");
    }
    return Field.of(name, FieldType.TEXT, maxLength);
  }

  /** A whole number that a browser can hold exactly. */
  public static Field<Long> integer(String name) {
    return Field.of(name, FieldType.INTEGER);
  }

  /** True or false, false if nothing is written. */
  public static Field<Boolean> bool(String name) {
    return Field.<Boolean>of(name, FieldType.BOOLEAN).defaultsTo(Boolean.FALSE);
  }

  /**
   * An exact decimal number, a string on the wire.
   *
   * @param scale digits after the point, 0 to 9; 18 digits in all
   */
  public static Field<BigDecimal> decimal(String name, int scale) {
    if (scale < 0 || scale > 9) {
      throw new IllegalArgumentException(
          "decimal(\"" + name + "\", " + scale + "): the scale is 0 to 9");
    }
    return Field.of(name, FieldType.DECIMAL, scale);
  }

  /** A day without time or zone. */
  public static Field<LocalDate> date(String name) {
    return Field.of(name, FieldType.DATE);
  }

  /** A point in time, UTC, in milliseconds. */
  public static Field<Instant> dateTime(String name) {
    return Field.of(name, FieldType.DATE_TIME);
  }

  /**
   * One of several keys.
   *
   * @param keysAndLabels {@code "low", "Low", "high", "High"}: keys, each followed by its label
   */
  public static Field<String> selection(String name, String... keysAndLabels) {
    if (keysAndLabels.length == 0 || keysAndLabels.length % 2 != 0) {
      throw new IllegalArgumentException(
          "selection(\"" + name + "\", …): give at least one key, and a label after each key");
    }
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < keysAndLabels.length; i += 2) {
      if (options.put(keysAndLabels[i], keysAndLabels[i + 1]) != null) {
        throw new IllegalArgumentException(
            "selection(\"" + name + "\", …): the key \"" + keysAndLabels[i] + "\" is there twice");
      }
    }
    return Field.<String>of(name, FieldType.SELECTION).choosing(options);
  }

  /**
   * A link to a record of another model, or of the same.
   *
   * @param model the name of the other model
   */
  public static Field<Ref> manyToOne(String name, String model) {
    return Field.<Ref>of(name, FieldType.MANY_TO_ONE).to(model, List.of());
  }

  /**
   * The records of another model that point here.
   *
   * @param model the name of the other model
   * @param inverses its many2ones that point here, one or several
   */
  public static Field<List<Long>> oneToMany(String name, String model, String... inverses) {
    if (inverses.length == 0) {
      throw new IllegalArgumentException(
          "oneToMany(\"" + name + "\", …): name the many2one of " + model + " that points back");
    }
    return Field.<List<Long>>of(name, FieldType.ONE_TO_MANY).to(model, List.of(inverses));
  }

  /**
   * The records of another model that name this one by model and id, as attachments do.
   *
   * @param model the name of the other model
   * @param modelField its text field that holds a model's name
   * @param idField its integer field that holds an id
   */
  public static Field<List<Long>> linkedBy(
      String name, String model, String modelField, String idField) {
    return Field.<List<Long>>of(name, FieldType.ONE_TO_MANY).linkedBy(model, modelField, idField);
  }

  /** Records of another model, any number on both sides, kept in a table of its own. */
  public static Field<List<Long>> manyToMany(String name, String model) {
    return Field.<List<Long>>of(name, FieldType.MANY_TO_MANY).to(model, List.of());
  }

  /**
   * The other side of a many2many.
   *
   * @param inverse the many2many of the other model that keeps the table
   */
  public static Field<List<Long>> manyToMany(String name, String model, String inverse) {
    return Field.<List<Long>>of(name, FieldType.MANY_TO_MANY).to(model, List.of(inverse));
  }

  /** A floating point number. For money and hours take {@link #decimal}. */
  public static Field<Double> floating(String name) {
    return Field.of(name, FieldType.FLOAT);
  }

  /** A JSON value of up to {@value #JSON_LENGTH} characters, see {@link #json(String, int)}. */
  public static Field<Object> json(String name) {
    return json(name, JSON_LENGTH);
  }

  /**
   * A JSON value: settings, a layout, what another system sent. It is read and written as a whole,
   * and a search can only ask whether it is empty; what should be searched is a field of its own.
   *
   * @param maxLength the most characters of its JSON without spaces, in UTF-16 units, 1 or more
   */
  public static Field<Object> json(String name, int maxLength) {
    if (maxLength < 1) {
      throw new IllegalArgumentException(
          "json(\"" + name + "\", " + maxLength + "): the longest JSON has at least 1 character");
    }
    return Field.of(name, FieldType.JSON, maxLength);
  }

  /**
   * Bytes. Notifications, reads and the change log have their size and hash only.
   *
   * @param maxBytes the most bytes, 1 to {@value #BINARY_BYTES}
   */
  public static Field<Binary> binary(String name, int maxBytes) {
    if (maxBytes < 1 || maxBytes > BINARY_BYTES) {
      throw new IllegalArgumentException(
          "binary(\""
              + name
              + "\", "
              + maxBytes
              + "): a binary has 1 to "
              + BINARY_BYTES
              + " bytes");
    }
    return Field.of(name, FieldType.BINARY, maxBytes);
  }

  /** Text of up to {@value #LONG_TEXT_LENGTH} UTF-16 units. */
  public static Field<String> longText(String name) {
    return text(name, LONG_TEXT_LENGTH);
  }

  /**
   * A field that shows the value of another record, and has the type of that field.
   *
   * @param path many2ones, then the field: {@code STAGE.dot(Stage.NAME)}
   */
  public static <T> Field<T> related(String name, FieldPath<T> path) {
    return related(name, path.path());
  }

  /**
   * As {@link #related(String, FieldPath)}, where the other field is not at hand.
   *
   * @param path many2ones, then the field: {@code stage_id.name}
   */
  public static <T> Field<T> related(String name, String path) {
    return Field.<T>of(name, FieldType.TEXT).relatedTo(path);
  }

  /**
   * The fields that a computed field depends on, in its own record and in others: {@code
   * dependsOn(SPENT, SUBTASKS.dot(SPENT))}.
   */
  public static List<String> dependsOn(FieldPath<?>... paths) {
    return Stream.of(paths).map(FieldPath::path).toList();
  }

  /**
   * As {@link #dependsOn(FieldPath...)}, where a field is not at hand: {@code dependsOn("spent",
   * "child_ids.spent")}.
   */
  public static List<String> dependsOn(String... paths) {
    return List.of(paths);
  }
}
