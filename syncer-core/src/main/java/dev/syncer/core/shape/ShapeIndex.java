package dev.syncer.core.shape;

import dev.syncer.core.model.Condition;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.ValueOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds those whose condition a record may match, without asking each. Not safe for use by many
 * threads.
 *
 * <p>Each condition is filed under an anchor, a part of it that has to hold: the values of an
 * equality or {@code in} term, else the bound of a comparison. A record is looked up by its own
 * values, so that the cost of a change grows with the shapes that it touches and not with those
 * that exist. What has no such part is found by every record.
 *
 * <p>Of several parts the one whose places are emptiest is taken: with a hundred thousand shapes
 * over "my company and stage n" the company says nothing, and the stage almost everything.
 *
 * @param <T> what is found; in the index once
 */
public final class ShapeIndex<T> {

  /** Where an entry is filed; it is found by a record with one of the keys. */
  private sealed interface Anchor {}

  private record Values(ModelField field, List<Object> keys) implements Anchor {}

  private record Bound(ModelField field, boolean isLower, Object key) implements Anchor {}

  private record Anchors(List<Anchor> all) {}

  /** The key of a field that is empty. */
  private static final Object EMPTY = new Object();

  private final Map<ModelField, Map<Object, Set<T>>> byValue = new HashMap<>();
  private final Map<ModelField, NavigableMap<Object, Set<T>>> byLower = new HashMap<>();
  private final Map<ModelField, NavigableMap<Object, Set<T>>> byUpper = new HashMap<>();
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
      } else if (anchor instanceof Bound bound) {
        bounds(bound).computeIfAbsent(bound.key, k -> new LinkedHashSet<>(2)).add(entry);
      }
    }
  }

  private NavigableMap<Object, Set<T>> bounds(Bound bound) {
    return (bound.isLower ? byLower : byUpper)
        .computeIfAbsent(bound.field, f -> new TreeMap<>(ValueOrder::compare));
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
      } else if (anchor instanceof Bound bound) {
        remove(bounds(bound), bound.key, entry);
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
    byLower.forEach(
        (field, places) -> {
          Object value = row.value(field);
          if (value != null) {
            places.headMap(value, true).values().forEach(place -> place.forEach(found));
          }
        });
    byUpper.forEach(
        (field, places) -> {
          Object value = row.value(field);
          if (value != null) {
            places.tailMap(value, true).values().forEach(place -> place.forEach(found));
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
          switch (compare.comparison()) {
            case EQUAL -> new Values(compare.field(), List.of(compare.value()));
            case GREATER, GREATER_OR_EQUAL -> new Bound(compare.field(), true, compare.value());
            case LESS, LESS_OR_EQUAL -> new Bound(compare.field(), false, compare.value());
          });
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

  private @Nullable List<Anchor> best(List<Condition> conditions) {
    List<Anchor> best = null;
    long least = Long.MAX_VALUE;
    for (Condition each : conditions) {
      List<Anchor> anchors = anchors(each);
      long crowd = anchors == null ? Long.MAX_VALUE : crowd(anchors);
      if (crowd < least) {
        least = crowd;
        best = anchors;
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

  /** How many entries stand at these places; a bound counts as crowded, for it is found by many. */
  private long crowd(List<Anchor> anchors) {
    long crowd = 0;
    for (Anchor anchor : anchors) {
      if (anchor instanceof Values values) {
        Map<Object, Set<T>> places = byValue.getOrDefault(values.field, Map.of());
        for (Object key : values.keys) {
          crowd += 1 + places.getOrDefault(key, Set.of()).size();
        }
      } else {
        crowd += Integer.MAX_VALUE;
      }
    }
    return crowd;
  }
}
