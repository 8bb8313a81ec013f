package dev.syncer.core.model;

import dev.syncer.api.Filter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What each kind of filter becomes, its parts having become something already: the one way to walk
 * the tree.
 */
public interface FilterFold<T> {
  T term(Filter.Term term);

  T all(List<T> parts);

  T any(List<T> parts);

  T not(T part);

  /** What a filter becomes, from its terms up. */
  default T of(Filter filter) {
    if (filter instanceof Filter.All all) {
      return all(all.filters().stream().map(this::of).toList());
    }
    if (filter instanceof Filter.Any any) {
      return any(any.filters().stream().map(this::of).toList());
    }
    return filter instanceof Filter.Not not ? not(of(not.filter())) : term((Filter.Term) filter);
  }

  /** Does something with each term of a filter, in their order. */
  static void forEachTerm(Filter filter, Consumer<Filter.Term> action) {
    map(
        filter,
        term -> {
          action.accept(term);
          return term;
        });
  }

  /** The same tree with something else in the place of each term. */
  static Filter map(Filter filter, Function<Filter.Term, Filter> change) {
    return new FilterFold<Filter>() {
      @Override
      public Filter term(Filter.Term term) {
        return change.apply(term);
      }

      @Override
      public Filter all(List<Filter> parts) {
        return new Filter.All(parts);
      }

      @Override
      public Filter any(List<Filter> parts) {
        return new Filter.Any(parts);
      }

      @Override
      public Filter not(Filter part) {
        return new Filter.Not(part);
      }
    }.of(filter);
  }
}
