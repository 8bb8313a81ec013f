package dev.syncer.testkit;

import dev.syncer.api.Field;
import dev.syncer.api.Ref;
import dev.syncer.core.change.RecordJson;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a subscriber should be told of one record in one commit: {@code write(Task.NAME,
 * "x").and(Task.DONE, true).of(id)}. Immutable.
 *
 * <p>A write tells exactly the fields that are given, and no other. A create tells the whole
 * record: the fields that are given have these values, and {@link #without} says what is not there.
 */
public final class Expected {
  private final String kind;
  private final long id;
  private final Map<String, @Nullable Object> values;
  private final Set<String> absent;

  private Expected(String kind, long id, Map<String, @Nullable Object> values, Set<String> absent) {
    this.kind = kind;
    this.id = id;
    this.values = values;
    this.absent = absent;
  }

  private static Expected of(String kind) {
    return new Expected(kind, 0, Map.of(), Set.of());
  }

  /** A record came to be, or came into sight. */
  public static Expected create() {
    return of("create");
  }

  /** A record came to be, or came into sight, with this value. */
  public static <T> Expected create(Field<T> field, @Nullable T value) {
    return create().and(field, value);
  }

  /** A record changed, in this field. */
  public static <T> Expected write(Field<T> field, @Nullable T value) {
    return of("write").and(field, value);
  }

  /** A record was deleted. */
  public static Expected unlink() {
    return of("unlink");
  }

  /** A record went out of sight: it is still there, but the subscriber does not see it any more. */
  public static Expected left() {
    return of("left");
  }

  /** All that was held is not to be trusted any more, and comes anew. */
  public static Expected reset() {
    return of("reset");
  }

  /**
   * The same with one more value.
   *
   * @param value in the Java type of the field; of a many2one the link, its name is not looked at
   */
  public <T> Expected and(Field<T> field, @Nullable T value) {
    return and(field.name(), value);
  }

  /** The same with one more value, by the name of the field. */
  public Expected and(String field, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(values);
    more.put(field, value);
    return new Expected(kind, id, more, absent);
  }

  /** The same of a record that has this id. */
  public Expected of(long record) {
    return new Expected(kind, record, values, absent);
  }

  /** The same without any value of a field, not even an empty one. */
  public Expected without(Field<?> field) {
    Set<String> more = new LinkedHashSet<>(absent);
    more.add(field.name());
    return new Expected(kind, id, values, more);
  }

  /** What differs in what was told; empty if it is as expected. */
  Optional<String> difference(Told told) {
    if (!kind.equals(told.kind())) {
      return Optional.of("it is a " + told.kind() + ", not a " + kind);
    }
    if (id != 0 && id != told.id()) {
      return Optional.of("it is of record " + told.id() + ", not of " + id);
    }
    List<String> differences = new ArrayList<>();
    values.forEach(
        (field, value) -> {
          JsonNode actual = told.data().get(field);
          if (actual == null) {
            differences.add(field + " was not told");
          } else if (!json(value).equals(comparable(actual, value))) {
            differences.add(field + " is " + actual + ", not " + json(value));
          }
        });
    surplus(told).forEach(field -> differences.add(field + " was told, and should not be"));
    return differences.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", differences));
  }

  private Set<String> surplus(Told told) {
    Set<String> surplus = new HashSet<>(told.data().keySet());
    if (kind.equals("write")) {
      surplus.removeAll(values.keySet());
    } else {
      surplus.retainAll(absent);
    }
    return surplus;
  }

  /** Of a link its id: its name is that of the other record at that time. */
  private static JsonNode comparable(JsonNode actual, @Nullable Object value) {
    return value instanceof Ref && actual.isArray() && !actual.isEmpty() ? actual.get(0) : actual;
  }

  private static JsonNode json(@Nullable Object value) {
    Object plain = value;
    if (value instanceof Ref ref) {
      plain = ref.id();
    } else if (value instanceof BigDecimal decimal) {
      plain = decimal.toPlainString();
    } else if (value instanceof Instant time) {
      plain = RecordJson.text(time);
    } else if (value instanceof java.time.LocalDate day) {
      plain = day.toString();
    }
    // Through text, so that numbers of one size have one type.
    return JsonMapper.shared().readTree(JsonMapper.shared().writeValueAsString(plain));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(kind);
    if (id != 0) {
      text.append(" of record ").append(id);
    }
    if (!values.isEmpty()) {
      Map<String, JsonNode> plain = new LinkedHashMap<>();
      values.forEach((field, value) -> plain.put(field, json(value)));
      text.append(' ').append(plain);
    }
    return absent.isEmpty() ? text.toString() : text.append(" without ").append(absent).toString();
  }
}
