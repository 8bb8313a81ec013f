package dev.syncer.core.model;

import dev.syncer.core.model.Condition.All;
import dev.syncer.core.model.Condition.Any;
import dev.syncer.core.model.Condition.Compare;
import dev.syncer.core.model.Condition.Comparison;
import dev.syncer.core.model.Condition.In;
import dev.syncer.core.model.Condition.Not;
import dev.syncer.core.model.Condition.Term;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The one way to write a condition, so that two people who ask for the same in other words share
 * what is done for them.
 *
 * <p>{@link Not} stands before terms only; it is pushed there, which is exact since a term is never
 * unknown. {@link All} and {@link Any} take turns, have two parts or more, each once, in {@link
 * ConditionOrder}. Inside of them what one part says makes others superfluous: of {@code a < 3} and
 * {@code a < 5} the first is left, values of an {@code in} that another term refuses go, and what
 * contradicts itself is {@link Condition#NOTHING}. It is no proof of equality: two forms may differ
 * and mean the same.
 *
 * <p>Only "and" is worked out. An "or" is the opposite of the "and" of the opposites of its parts.
 */
final class NormalForm {
  private static final Comparator<Condition> ORDER = new ConditionOrder();

  private NormalForm() {}

  static Condition of(Condition condition) {
    return of(condition, false);
  }

  private static Condition of(Condition condition, boolean isOpposite) {
    if (condition instanceof Not not) {
      return of(not.condition(), !isOpposite);
    }
    if (condition instanceof Term term) {
      Condition plain = term instanceof In in ? oneOf(in.field(), in.values()) : term;
      return isOpposite ? opposite(plain) : plain;
    }
    boolean isAny = condition instanceof Any;
    List<Condition> parts = isAny ? ((Any) condition).conditions() : ((All) condition).conditions();
    Condition joined = and(parts.stream().map(part -> of(part, isAny)).toList());
    return isAny == isOpposite ? joined : opposite(joined);
  }

  /** The opposite of a normal condition. */
  private static Condition opposite(Condition condition) {
    if (condition instanceof Not not) {
      return not.condition();
    }
    if (condition instanceof All all) {
      return new Any(opposites(all.conditions()));
    }
    return condition instanceof Any any ? new All(opposites(any.conditions())) : new Not(condition);
  }

  private static List<Condition> opposites(List<Condition> conditions) {
    return conditions.stream().map(NormalForm::opposite).sorted(ORDER).toList();
  }

  private static Condition oneOf(ModelField field, Collection<Object> values) {
    if (values.isEmpty()) {
      return Condition.NOTHING;
    }
    List<Object> sorted = values.stream().distinct().sorted(ValueOrder::compare).toList();
    return sorted.size() == 1
        ? new Compare(field, Comparison.EQUAL, sorted.get(0))
        : new In(field, sorted);
  }

  @SuppressWarnings("ReferenceEquality") // each group of the set but this very one
  private static Condition and(List<Condition> conditions) {
    Set<Condition> parts = new TreeSet<>(ORDER);
    for (Condition condition : conditions) {
      parts.addAll(condition instanceof All all ? all.conditions() : List.of(condition));
    }
    Map<ModelField, List<Condition>> byField = new LinkedHashMap<>();
    List<Condition> groups = new ArrayList<>();
    for (Condition part : parts) {
      if (part instanceof Any) {
        groups.add(part);
      } else {
        byField.computeIfAbsent(Literals.term(part).field(), f -> new ArrayList<>()).add(part);
      }
    }
    Set<Condition> kept = new TreeSet<>(ORDER);
    for (List<Condition> ofOneField : byField.values()) {
      List<Condition> merged = merged(ofOneField);
      if (merged == null) {
        return Condition.NOTHING;
      }
      kept.addAll(merged);
    }
    for (Condition group : groups) {
      if (parts(group).isEmpty()) {
        return Condition.NOTHING;
      }
      boolean isImplied =
          kept.stream().anyMatch(part -> implies(part, group))
              || groups.stream().anyMatch(other -> other != group && isWithin(other, group));
      if (!isImplied) {
        kept.add(group);
      }
    }
    return kept.size() == 1 ? kept.iterator().next() : new All(List.copyOf(kept));
  }

  private static List<Condition> parts(Condition any) {
    return ((Any) any).conditions();
  }

  /** Whether each way to fulfil the one is a way to fulfil the other. */
  private static boolean isWithin(Condition any, Condition other) {
    return parts(other).size() > parts(any).size() && parts(other).containsAll(parts(any));
  }

  /**
   * Terms and opposites of terms over one field, all of which must hold, in fewer words.
   *
   * @return null if they cannot hold together
   */
  private static @Nullable List<Condition> merged(List<Condition> literals) {
    for (Condition literal : literals) {
      Collection<Object> values = Literals.named(literal);
      if (values != null) {
        Condition left = oneOf(Literals.term(literal).field(), accepted(values, literals));
        return left.equals(Condition.NOTHING) ? null : List.of(left);
      }
    }
    Set<Object> refused = new LinkedHashSet<>();
    List<Condition> others = new ArrayList<>();
    for (Condition literal : literals) {
      Collection<Object> values =
          literal instanceof Not not ? Literals.named(not.condition()) : null;
      if (values == null) {
        others.add(literal);
      } else {
        refused.addAll(values);
      }
    }
    List<Condition> kept = withoutImplied(others);
    List<Object> effective = accepted(refused, others);
    if (kept != null && !effective.isEmpty()) {
      kept.add(opposite(oneOf(Literals.term(literals.get(0)).field(), effective)));
    }
    return kept;
  }

  private static List<Object> accepted(Collection<Object> values, List<Condition> literals) {
    Predicate<Object> fits =
        value -> literals.stream().allMatch(part -> Literals.hold(part, value));
    return values.stream().filter(fits).toList();
  }

  private static @Nullable List<Condition> withoutImplied(List<Condition> literals) {
    List<Condition> kept = new ArrayList<>();
    for (Condition literal : literals) {
      Condition opposite = opposite(literal);
      if (kept.stream().anyMatch(other -> implies(other, opposite))) {
        return null;
      }
      if (kept.stream().noneMatch(other -> implies(other, literal))) {
        kept.removeIf(other -> implies(literal, other));
        kept.add(literal);
      }
    }
    return kept;
  }

  /** Whether surely each record that matches the one matches the other. */
  private static boolean implies(Condition one, Condition other) {
    if (one.equals(other)) {
      return true;
    }
    if (other instanceof Any any) {
      return any.conditions().stream().anyMatch(part -> implies(one, part));
    }
    if (one instanceof Any || one instanceof All || other instanceof All) {
      return false;
    }
    return Literals.term(one).field() == Literals.term(other).field()
        && Literals.implies(one, other);
  }
}
