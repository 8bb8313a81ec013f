package dev.syncer.core.model;

import dev.syncer.api.Filter;
import dev.syncer.api.Group;
import dev.syncer.api.UserValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a module says of the records that a group reaches, or everybody.
 *
 * @param group whom it limits; null for everybody
 * @param which the records; values may be {@link UserValue}s
 * @param declaredBy the name of the module
 */
public record Rule(@Nullable Group group, Filter which, String declaredBy) {
  private static final Filter NOTHING = new Filter.Any(List.of());

  /** Where the values of the one who acts come from; null for an empty one. */
  @FunctionalInterface
  public interface UserValues extends Function<UserValue<?>, @Nullable Object> {}

  public Rule {
    Objects.requireNonNull(which, "which");
    Objects.requireNonNull(declaredBy, "declaredBy");
  }

  /**
   * The records that it leaves to somebody. A term with an empty value of theirs is false.
   *
   * @throws dev.syncer.rpc.ValidationException if it does not fit the model, or a value does not
   */
  public Condition condition(Model model, UserValues values) {
    return Conditions.of(model, bound(which, values));
  }

  private static Filter bound(Filter filter, UserValues values) {
    return FilterFold.map(
        filter,
        term ->
            term.value() instanceof Collection<?> many
                ? bound(term, many, values)
                : one(term, values));
  }

  /** The names of the fields that it looks at. */
  public Set<String> fields() {
    Set<String> names = new LinkedHashSet<>();
    FilterFold.forEachTerm(which, term -> names.add(term.field()));
    return names;
  }

  private static Filter one(Filter.Term term, UserValues values) {
    if (!(term.value() instanceof UserValue<?> value)) {
      return term;
    }
    Object known = values.apply(value);
    return known == null ? NOTHING : new Filter.Term(term.field(), term.operator(), known);
  }

  private static Filter bound(Filter.Term term, Collection<?> many, UserValues values) {
    List<@Nullable Object> all = new ArrayList<>(many.size());
    boolean isEmpty = false;
    for (Object each : many) {
      Object known = each instanceof UserValue<?> value ? values.apply(value) : each;
      isEmpty |= each != null && known == null;
      all.add(known);
    }
    return isEmpty ? NOTHING : new Filter.Term(term.field(), term.operator(), all);
  }

  /** The values of the one who acts that it looks at. */
  List<UserValue<?>> userValues() {
    List<UserValue<?>> found = new ArrayList<>();
    bound(
        which,
        value -> {
          found.add(value);
          return null;
        });
    return found;
  }
}
