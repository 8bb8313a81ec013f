package dev.syncer.core.work;

import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.view.RecordView;
import dev.syncer.core.work.DirtyFields.Affected;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What derived fields that no column holds were when the unit of work began. A value that is the
 * same as before is no change: to tell it would tell that one of its inputs has changed, which may
 * be hidden. Each value is made once, from the records as they were.
 */
final class FormerValues {
  private final WritingUnit unit;
  private final RecordView former;
  private final Map<ModelField, Map<Long, @Nullable Object>> known = new HashMap<>();

  FormerValues(WritingUnit unit, ReadTransaction transaction) {
    this.unit = unit;
    this.former = new Former(unit.registry(), transaction, unit);
  }

  /**
   * The former values of a field by record; none where they cannot be made, because a function
   * threw at the values of then.
   *
   * @param before the records as they were
   */
  Map<Long, @Nullable Object> of(ModelField field, Collection<Row> before) {
    Map<Long, @Nullable Object> values = known.computeIfAbsent(field, f -> new HashMap<>());
    List<Row> unknown = before.stream().filter(row -> !values.containsKey(row.id())).toList();
    if (!unknown.isEmpty()) {
      try {
        values.putAll(former.derived().values(field, unknown));
      } catch (StoreException e) {
        throw e;
      } catch (RuntimeException e) {
        return Map.of(); // a write that mends what the function cannot bear must be possible
      }
    }
    return values;
  }

  /** Those of the records that look different by a derived field, or may do so. */
  Set<Long> changed(ModelField field, Affected records) {
    Set<Long> changed = new LinkedHashSet<>();
    List<Row> now = new ArrayList<>();
    Set<Long> written = written(records.model());
    for (Row row : unit.rows(records.model(), records.ids())) {
      if (written.contains(row.id())) {
        changed.add(row.id()); // it is in the commit anyway, and compared there
      } else {
        now.add(row);
      }
    }
    if (!now.isEmpty()) {
      Map<Long, @Nullable Object> values = unit.derived().values(field, now);
      Map<Long, @Nullable Object> before = of(field, now); // their own columns are as they were
      now.stream()
          .map(Row::id)
          .filter(id -> !before.containsKey(id) || !Objects.equals(before.get(id), values.get(id)))
          .forEach(changed::add);
    }
    return changed;
  }

  private Set<Long> written(Model model) {
    Set<Long> written = new HashSet<>();
    for (Tracked tracked : unit.tracked()) {
      if (tracked.model == model && !tracked.endsWhereItBegan()) {
        written.add(tracked.id);
      }
    }
    return written;
  }

  /** Reads the records as they were when a unit of work began. */
  private static final class Former extends RecordView {
    private final WritingUnit unit;

    Former(Registry registry, ReadTransaction transaction, WritingUnit unit) {
      super(registry, transaction);
      this.unit = unit;
    }

    private Map<Long, Tracked> tracked(Model model) {
      Map<Long, Tracked> tracked = new LinkedHashMap<>();
      for (Tracked each : unit.tracked()) {
        if (each.model == model) {
          tracked.put(each.id, each);
        }
      }
      return tracked;
    }

    @Override
    public Collection<Row> rows(
        Model model, Collection<Long> ids, @Nullable Set<ModelField> fields) {
      Map<Long, Tracked> tracked = tracked(model);
      List<Row> rows = new ArrayList<>(ids.size());
      Set<Long> others = new LinkedHashSet<>();
      for (Long id : new LinkedHashSet<>(ids)) {
        Tracked known = tracked.get(id);
        if (known == null) {
          others.add(id);
        } else if (known.before != null) {
          rows.add(known.before);
        }
      }
      if (!others.isEmpty()) {
        rows.addAll(super.rows(model, others, fields));
      }
      return rows;
    }

    @Override
    public List<Row> stored(Model model, Condition condition, @Nullable Set<ModelField> fields) {
      Map<Long, Tracked> tracked = tracked(model);
      List<Row> rows = new ArrayList<>();
      super.stored(model, condition, fields).stream()
          .filter(row -> !tracked.containsKey(row.id()))
          .forEach(rows::add);
      for (Tracked each : tracked.values()) {
        if (each.before != null && condition.matches(each.before)) {
          rows.add(each.before);
        }
      }
      return rows;
    }
  }
}
