package dev.syncer.api;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which records are meant: a tree of conditions over stored fields and lists. A {@link Field} makes
 * a condition, {@code Task.STAGE.eq(stage)}; {@link #where} makes one from text. Fields, operators
 * and types are checked against the model when the filter is used.
 *
 * <p>Operators: {@code =}, {@code !=}, {@code <}, {@code <=}, {@code >}, {@code >=}, {@code in},
 * {@code not in}, {@code like}, {@code ilike}, {@code not like}, {@code not ilike}, {@code =like},
 * {@code =ilike}; and of a one2many or many2many {@code contains}, with one id.
 */
public sealed interface Filter {
  /** Every record. */
  static Filter all() {
    return new All(List.of());
  }

  /**
   * The records whose field compares to the value; for generic code. A {@link Field} makes the
   * same, see {@link FieldConditions}.
   *
   * @param value in the Java type of the field or as the wire has it; null matches the empty value,
   *     and no list; a collection for {@code in} and {@code not in}
   */
  static Filter where(String field, String operator, @Nullable Object value) {
    return new Term(field, operator, value);
  }

  /** The records that match both. */
  default Filter and(Filter other) {
    if (equals(all())) {
      return other;
    }
    return other.equals(all())
        ? this
        : new All(Stream.concat(parts(this, true), parts(other, true)).toList());
  }

  /** The records that match at least one. */
  default Filter or(Filter other) {
    return new Any(Stream.concat(parts(this, false), parts(other, false)).toList());
  }

  /** The records that do not match. */
  default Filter not() {
    return new Not(this);
  }

  private static Stream<Filter> parts(Filter filter, boolean conjunction) {
    if (conjunction && filter instanceof All all) {
      return all.filters().stream();
    }
    if (!conjunction && filter instanceof Any any) {
      return any.filters().stream();
    }
    return Stream.of(filter);
  }

  /** A field compared to a value. */
  record Term(String field, String operator, @Nullable Object value) implements Filter {
    public Term {
      Objects.requireNonNull(field, "field");
      Objects.requireNonNull(operator, "operator");
    }
  }

  /** All of the filters; none at all matches every record. */
  record All(List<Filter> filters) implements Filter {
    public All {
      filters = List.copyOf(filters);
    }
  }

  /** At least one of the filters; none at all matches no record. */
  record Any(List<Filter> filters) implements Filter {
    public Any {
      filters = List.copyOf(filters);
    }
  }

  /** Not the filter. */
  record Not(Filter filter) implements Filter {
    public Not {
      Objects.requireNonNull(filter, "filter");
    }
  }
}
