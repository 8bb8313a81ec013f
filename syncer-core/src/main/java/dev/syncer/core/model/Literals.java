package dev.syncer.core.model;

import dev.syncer.core.model.Condition.Compare;
import dev.syncer.core.model.Condition.Comparison;
import dev.syncer.core.model.Condition.Empty;
import dev.syncer.core.model.Condition.In;
import dev.syncer.core.model.Condition.Not;
import dev.syncer.core.model.Condition.Term;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Terms and opposites of terms, and what follows from one for another of the same field. */
final class Literals {
  private Literals() {}

  /** The term that it is, or is the opposite of. */
  static Term term(Condition literal) {
    return (Term) (literal instanceof Not not ? not.condition() : literal);
  }

  /** Whether it holds for a value of its field. */
  static boolean hold(Condition literal, @Nullable Object value) {
    return term(literal).holds(value) != literal instanceof Not;
  }

  /**
   * The values that a term names, one of which the field must have.
   *
   * @return null if it is of another kind
   */
  static @Nullable Collection<Object> named(Condition condition) {
    if (condition instanceof In in) {
      return in.values();
    }
    return condition instanceof Compare compare && compare.comparison() == Comparison.EQUAL
        ? List.of(compare.value())
        : null;
  }

  /** Whether surely each value for which the one holds is one for which the other holds. */
  static boolean implies(Condition one, Condition other) {
    if (one instanceof Empty) {
      return hold(other, null);
    }
    Collection<Object> values = named(one);
    if (values != null) {
      return values.stream().allMatch(value -> hold(other, value));
    }
    if (other instanceof Not not) {
      Term refused = (Term) not.condition();
      if (refused instanceof Empty) {
        return !hold(one, null);
      }
      Collection<Object> refusedValues = named(refused);
      if (refusedValues != null) {
        return refusedValues.stream().noneMatch(value -> hold(one, value));
      }
      return one instanceof Not mine
          ? impliesTerm((Term) not.condition(), (Term) mine.condition())
          : one instanceof Compare a && refused instanceof Compare b && isApart(a, b);
    }
    return one instanceof Term term && impliesTerm(term, (Term) other);
  }

  private static boolean impliesTerm(Term one, Term other) {
    return one.equals(other)
        || (one instanceof Compare a && other instanceof Compare b && isTighter(a, b));
  }

  private static boolean isUpper(Compare bound) {
    return bound.comparison() == Comparison.LESS || bound.comparison() == Comparison.LESS_OR_EQUAL;
  }

  private static boolean isInclusive(Compare bound) {
    return bound.comparison() == Comparison.LESS_OR_EQUAL
        || bound.comparison() == Comparison.GREATER_OR_EQUAL;
  }

  private static boolean isTighter(Compare a, Compare b) {
    if (isUpper(a) != isUpper(b) || b.comparison() == Comparison.EQUAL) {
      return false;
    }
    int order = ValueOrder.compare(a.value(), b.value());
    return order == 0 ? isInclusive(b) || !isInclusive(a) : isUpper(a) == order < 0;
  }

  /** Whether no value is within both bounds. */
  private static boolean isApart(Compare a, Compare b) {
    if (isUpper(a) == isUpper(b)) {
      return false;
    }
    int order = ValueOrder.compare(a.value(), b.value());
    return order == 0 ? !isInclusive(a) || !isInclusive(b) : isUpper(a) == order < 0;
  }
}
