package dev.syncer.core.model;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A filter whose fields, operators and values were checked against a model. Each term is either
 * true or false of a record, never unknown: a term over an empty value is false (but {@link
 * Empty}), and {@link Not} is its opposite. So {@code ["stage_id", "!=", 3]} holds for a record
 * without a stage. Stores compile it to SQL with exactly this meaning; {@link #matches} is the
 * meaning in memory.
 */
public sealed interface Condition {
  /** Every record. */
  Condition EVERY = new All(List.of());

  /** No record. */
  Condition NOTHING = new Any(List.of());

  /** Whether the record matches. */
  boolean matches(Row row);

  /** What is made of a condition, from its terms up: the one way to walk the tree. */
  <T> T fold(Fold<T> fold);

  /** Whether one of its terms is as wanted. */
  default boolean anyTerm(Predicate<? super Term> wanted) {
    return fold(
        new Fold<Boolean>() {
          @Override
          public Boolean term(Term term) {
            return wanted.test(term);
          }

          @Override
          public Boolean all(List<Boolean> parts) {
            return parts.contains(true);
          }

          @Override
          public Boolean any(List<Boolean> parts) {
            return parts.contains(true);
          }

          @Override
          public Boolean not(Boolean part) {
            return part;
          }
        });
  }

  /** Does something with each of its terms, in their order. */
  default void forEachTerm(Consumer<? super Term> action) {
    anyTerm(
        term -> {
          action.accept(term);
          return false;
        });
  }

  /** The same tree with something else in the place of each term. */
  default Condition map(Function<? super Term, ? extends Condition> change) {
    return fold(
        new Fold<Condition>() {
          @Override
          public Condition term(Term term) {
            return change.apply(term);
          }

          @Override
          public Condition all(List<Condition> parts) {
            return new All(parts);
          }

          @Override
          public Condition any(List<Condition> parts) {
            return new Any(parts);
          }

          @Override
          public Condition not(Condition part) {
            return new Not(part);
          }
        });
  }

  /** What each kind of condition becomes, its parts having become something already. */
  interface Fold<T> {
    T term(Term term);

    T all(List<T> parts);

    T any(List<T> parts);

    T not(T part);
  }

  /** How a value compares. Order: numbers by size, text by code point, false before true. */
  enum Comparison {
    EQUAL("="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String symbol;

    Comparison(String symbol) {
      this.symbol = symbol;
    }

    /** The operator in SQL and on the wire. */
    public String symbol() {
      return symbol;
    }

    boolean holds(int compared) {
      return switch (this) {
        case EQUAL -> compared == 0;
        case LESS -> compared < 0;
        case LESS_OR_EQUAL -> compared <= 0;
        case GREATER -> compared > 0;
        case GREATER_OR_EQUAL -> compared >= 0;
      };
    }
  }

  /** A condition over one field: it looks at its value and at nothing else. */
  sealed interface Term extends Condition {
    ModelField field();

    /**
     * Whether a record with this value matches.
     *
     * @param value in the Java type of the field; null for none
     */
    boolean holds(@Nullable Object value);

    @Override
    default boolean matches(Row row) {
      return holds(row.value(field()));
    }

    @Override
    default <T> T fold(Fold<T> fold) {
      return fold.term(this);
    }
  }

  /** The field has a value, and it compares to the given one. */
  record Compare(ModelField field, Comparison comparison, Object value) implements Term {
    @Override
    public boolean holds(@Nullable Object own) {
      if (own == null) {
        return false;
      }
      return comparison == Comparison.EQUAL
          ? own.equals(value)
          : comparison.holds(ValueOrder.compare(own, value));
    }
  }

  /** The field has a value, and it is one of the given ones; none given: no record. */
  record In(ModelField field, Set<Object> values) implements Term {
    public In {
      values = Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }

    public In(ModelField field, Collection<?> values) {
      this(field, new LinkedHashSet<>(values));
    }

    @Override
    public boolean holds(@Nullable Object own) {
      return own != null && values.contains(own);
    }
  }

  /** The text field has a value, and it matches the pattern. */
  record Like(ModelField field, LikePattern pattern) implements Term {
    @Override
    public boolean holds(@Nullable Object own) {
      return own instanceof String text && pattern.matches(text);
    }
  }

  /** The field has no value. */
  record Empty(ModelField field) implements Term {
    @Override
    public boolean holds(@Nullable Object own) {
      return own == null;
    }
  }

  /**
   * The list has the id in it.
   *
   * @param field a one2many or many2many
   */
  record Contains(ModelField field, long id) implements Term {
    @Override
    public boolean holds(@Nullable Object own) {
      return own instanceof List<?> ids && indexOf(ids) >= 0;
    }

    /** By halves: a list is ascending, and may be long. */
    private int indexOf(List<?> ids) {
      int low = 0;
      int high = ids.size() - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        long found = (Long) ids.get(middle);
        if (found == id) {
          return middle;
        }
        low = found < id ? middle + 1 : low;
        high = found < id ? high : middle - 1;
      }
      return -1;
    }
  }

  /** All of them; none given: every record. */
  record All(List<Condition> conditions) implements Condition {
    public All {
      conditions = List.copyOf(conditions);
    }

    @Override
    public boolean matches(Row row) {
      for (int i = 0; i < conditions.size(); i++) {
        if (!conditions.get(i).matches(row)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public <T> T fold(Fold<T> fold) {
      return fold.all(conditions.stream().map(each -> each.fold(fold)).toList());
    }
  }

  /** At least one of them; none given: no record. */
  record Any(List<Condition> conditions) implements Condition {
    public Any {
      conditions = List.copyOf(conditions);
    }

    @Override
    public boolean matches(Row row) {
      for (int i = 0; i < conditions.size(); i++) {
        if (conditions.get(i).matches(row)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public <T> T fold(Fold<T> fold) {
      return fold.any(conditions.stream().map(each -> each.fold(fold)).toList());
    }
  }

  /** The opposite. */
  record Not(Condition condition) implements Condition {
    @Override
    public boolean matches(Row row) {
      return !condition.matches(row);
    }

    @Override
    public <T> T fold(Fold<T> fold) {
      return fold.not(condition.fold(fold));
    }
  }
}
