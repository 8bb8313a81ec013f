package dev.syncer.core.model;

import dev.syncer.core.model.Condition.Term;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order of the normal conditions of one model, so that a set of them is written in one way only:
 * terms by field, kind and value, each before its opposite; then what is made of several.
 */
final class ConditionOrder implements Comparator<Condition> {
  @Override
  public int compare(Condition a, Condition b) {
    Term left = term(a);
    Term right = term(b);
    if (left != null && right != null) {
      int order = terms(left, right);
      return order != 0
          ? order
          : Boolean.compare(a instanceof Condition.Not, b instanceof Condition.Not);
    }
    if (left != null || right != null) {
      return left != null ? -1 : 1;
    }
    int order = Boolean.compare(a instanceof Condition.Any, b instanceof Condition.Any);
    return order != 0 ? order : lists(parts(a), parts(b));
  }

  /** The term that it is or is the opposite of; null for what is made of several. */
  private static @Nullable Term term(Condition condition) {
    Condition inner = condition instanceof Condition.Not not ? not.condition() : condition;
    return inner instanceof Term term ? term : null;
  }

  private static List<Condition> parts(Condition condition) {
    return condition instanceof Condition.All all
        ? all.conditions()
        : ((Condition.Any) condition).conditions();
  }

  private int lists(List<Condition> a, List<Condition> b) {
    for (int i = 0; i < a.size() && i < b.size(); i++) {
      int order = compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static int terms(Term a, Term b) {
    int order = Integer.compare(a.field().index(), b.field().index());
    if (order == 0) {
      order = Integer.compare(kind(a), kind(b));
    }
    return order != 0 ? order : details(a, b);
  }

  private static int kind(Term term) {
    if (term instanceof Condition.Empty) {
      return 0;
    }
    if (term instanceof Condition.Compare) {
      return 1;
    }
    if (term instanceof Condition.In) {
      return 2;
    }
    return term instanceof Condition.Like ? 3 : 4;
  }

  private static int details(Term a, Term b) {
    if (a instanceof Condition.Compare x && b instanceof Condition.Compare y) {
      int order = x.comparison().compareTo(y.comparison());
      return order != 0 ? order : ValueOrder.compare(x.value(), y.value());
    }
    if (a instanceof Condition.In x && b instanceof Condition.In y) {
      return values(x.values().iterator(), y.values().iterator());
    }
    if (a instanceof Condition.Like x && b instanceof Condition.Like y) {
      int order = ValueOrder.compare(x.pattern().pattern(), y.pattern().pattern());
      return order != 0
          ? order
          : Boolean.compare(x.pattern().ignoresCase(), y.pattern().ignoresCase());
    }
    if (a instanceof Condition.Contains x && b instanceof Condition.Contains y) {
      return Long.compare(x.id(), y.id());
    }
    return 0;
  }

  private static int values(Iterator<Object> a, Iterator<Object> b) {
    while (a.hasNext() && b.hasNext()) {
      int order = ValueOrder.compare(a.next(), b.next());
      if (order != 0) {
        return order;
      }
    }
    return Boolean.compare(a.hasNext(), b.hasNext());
  }
}
