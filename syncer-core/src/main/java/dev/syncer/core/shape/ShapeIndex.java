package dev.syncer.core.shape;

import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Condition.Comparison;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds those whose condition a record may match, without asking each. Not safe for use by many
 * threads.
 *
 * <p>Each condition is filed under an anchor, a part of it that has to hold: the values of an
 * equality or {@code in} term, or the range of its comparisons of one field. A record is looked up
 * by its own values, so that the cost of a change grows with the shapes that it touches and not
 * with those that exist. What has no such part is found by every record.
 *
 * <p>Of several parts the one whose places are emptiest is taken: with a hundred thousand shapes
 * over "my company and stage n" the company says nothing, and the stage almost everything. So what
 * a record finds in vain is at most about as much as with the best choice for all of them.
 *
 * @param <T> what is found; in the index once
 */
public final class ShapeIndex<T> {

  /** Where an entry is filed; it is found by a record with one of the keys. */
  private sealed interface Anchor {}

  private record Values(ModelField field, List<Object> keys) implements Anchor {}

  private record Range(ModelField field, Object from, Object to) implements Anchor {}

  private record Anchors(List<Anchor> all) {}

  /** The key of a field that is empty. */
  private static final Object EMPTY = new Object();

  /** So many are counted where a range begins, else to file one costs as much as to find them. */
  private static final int COUNTED = 1_000;

  private final Map<ModelField, Map<Object, Set<T>>> byValue = new HashMap<>();
  private final Map<ModelField, Ranges<T>> byRange = new HashMap<>();
  private final Set<T> others = new LinkedHashSet<>();
  private final Map<T, Anchors> filed = new HashMap<>();

  /** Files an entry under a condition in normal form. */
  public void add(T entry, Condition condition) {
    List<Anchor> anchors = anchors(condition);
    if (anchors == null) {
      others.add(entry);
      return;
    }
    filed.put(entry, new Anchors(anchors));
    for (Anchor anchor : anchors) {
      if (anchor instanceof Values values) {
        Map<Object, Set<T>> places = byValue.computeIfAbsent(values.field, f -> new HashMap<>());
        values.keys.forEach(
            key -> places.computeIfAbsent(key, k -> new LinkedHashSet<>(2)).add(entry));
      } else if (anchor instanceof Range range) {
        byRange.computeIfAbsent(range.field, f -> new Ranges<>()).add(range.from, range.to, entry);
      }
    }
  }

  /** Takes an entry out; harmless if it is not there. */
  public void remove(T entry) {
    others.remove(entry);
    Anchors anchors = filed.remove(entry);
    if (anchors == null) {
      return;
    }
    for (Anchor anchor : anchors.all) {
      if (anchor instanceof Values values) {
        values.keys.forEach(key -> remove(byValue.get(values.field), key, entry));
      } else if (anchor instanceof Range range) {
        Objects.requireNonNull(byRange.get(range.field)).remove(range.from, range.to, entry);
      }
    }
  }

  private static <T> void remove(@Nullable Map<Object, Set<T>> places, Object key, T entry) {
    if (places == null) {
      return;
    }
    Set<T> place = places.get(key);
    if (place != null && place.remove(entry) && place.isEmpty()) {
      places.remove(key);
    }
  }

  /** Tells of each entry whose condition the record may match, of some more than once. */
  public void find(Row row, Consumer<T> found) {
    others.forEach(found);
    byValue.forEach(
        (field, places) -> {
          Object value = row.value(field);
          if (value instanceof Collection<?> many) {
            many.forEach(each -> tell(places.get(each), found));
          } else {
            tell(places.get(value == null ? EMPTY : value), found);
          }
        });
    byRange.forEach(
        (field, ranges) -> {
          Object value = row.value(field);
          if (value != null) {
            ranges.find(value, found);
          }
        });
  }

  private static <T> void tell(@Nullable Set<T> place, Consumer<T> found) {
    if (place != null) {
      place.forEach(found);
    }
  }

  /** Parts of which at least one holds wherever the condition does; null if there are none. */
  private @Nullable List<Anchor> anchors(Condition condition) {
    if (condition instanceof Condition.Compare compare) {
      return List.of(
          compare.comparison() == Comparison.EQUAL
              ? new Values(compare.field(), List.of(compare.value()))
              : range(compare, null));
    }
    if (condition instanceof Condition.In in) {
      return List.of(new Values(in.field(), List.copyOf(new LinkedHashSet<>(in.values()))));
    }
    if (condition instanceof Condition.Contains contains) {
      return List.of(new Values(contains.field(), List.of(contains.id())));
    }
    if (condition instanceof Condition.Empty empty) {
      return List.of(new Values(empty.field(), List.of(EMPTY)));
    }
    if (condition instanceof Condition.All all) {
      return best(all.conditions());
    }
    return condition instanceof Condition.Any any ? each(any.conditions()) : null;
  }

  /** The range of a comparison, within another one over the same field. */
  private static Range range(Condition.Compare compare, @Nullable Range outer) {
    Object from = outer == null ? Ranges.FIRST : outer.from;
    Object to = outer == null ? Ranges.LAST : outer.to;
    return switch (compare.comparison()) {
      case EQUAL -> new Range(compare.field(), compare.value(), compare.value());
      case GREATER, GREATER_OR_EQUAL -> new Range(compare.field(), compare.value(), to);
      case LESS, LESS_OR_EQUAL -> new Range(compare.field(), from, compare.value());
    };
  }

  private @Nullable List<Anchor> best(List<Condition> conditions) {
    List<List<Anchor>> choices = new ArrayList<>();
    Map<ModelField, Range> ranges = new LinkedHashMap<>();
    for (Condition each : conditions) {
      if (each instanceof Condition.Compare compare && compare.comparison() != Comparison.EQUAL) {
        ranges.compute(compare.field(), (field, outer) -> range(compare, outer));
        continue;
      }
      List<Anchor> anchors = anchors(each);
      if (anchors != null) {
        choices.add(anchors);
      }
    }
    ranges.values().forEach(range -> choices.add(List.of(range)));
    List<Anchor> best = null;
    long least = Long.MAX_VALUE;
    for (List<Anchor> choice : choices) {
      long crowd = crowd(choice);
      if (crowd < least) {
        least = crowd;
        best = choice;
      }
    }
    return best;
  }

  /** All branches have to be filed. */
  private @Nullable List<Anchor> each(List<Condition> conditions) {
    List<Anchor> all = new ArrayList<>();
    for (Condition each : conditions) {
      List<Anchor> anchors = anchors(each);
      if (anchors == null) {
        return null;
      }
      all.addAll(anchors);
    }
    return all;
  }

  /** How many entries are found at these places; of a range that many share, very many. */
  private long crowd(List<Anchor> anchors) {
    long crowd = 0;
    for (Anchor anchor : anchors) {
      if (anchor instanceof Values values) {
        Map<Object, Set<T>> places = byValue.getOrDefault(values.field, Map.of());
        for (Object key : values.keys) {
          crowd += 1 + places.getOrDefault(key, Set.of()).size();
        }
      } else if (anchor instanceof Range range) {
        crowd += 1 + crowd(range);
      }
    }
    return crowd;
  }

  @SuppressWarnings("ReferenceEquality") // the one that stands for no lower end
  private long crowd(Range range) {
    Ranges<T> ranges = byRange.get(range.field);
    if (ranges == null) {
      return 0;
    }
    int count = ranges.count(range.from == Ranges.FIRST ? range.to : range.from, COUNTED);
    return count < COUNTED ? count : Integer.MAX_VALUE;
  }
}
