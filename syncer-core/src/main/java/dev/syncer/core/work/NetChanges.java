package dev.syncer.core.work;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import dev.syncer.core.view.RecordView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The records that a unit of work has changed in the end, as the changes of its commit. */
final class NetChanges {
  private final RecordView unit;
  private final Consequences consequences;
  private final List<Tracked> changed = new ArrayList<>();

  /** Of those that were written, the fields that no column holds and that may look different. */
  private final Map<Tracked, Set<ModelField>> derived = new HashMap<>();

  NetChanges(RecordView unit, Consequences consequences) {
    this.unit = unit;
    this.consequences = consequences;
  }

  /** Adds a record that differs from its beginning, if its model is in the log. */
  void add(Tracked tracked) {
    // Users are always in the log: their records decide what their connections see.
    if (!tracked.model.isSystemOnly() || tracked.model.holdsUsers()) {
      changed.add(tracked);
    }
  }

  /** The changes, in the order in which the records were looked at; what was written is flushed. */
  List<Change> all() {
    List<Row> rows = new ArrayList<>(changed.size());
    for (Tracked tracked : changed) {
      rows.add(tracked.now == null ? Objects.requireNonNull(tracked.before) : tracked.now);
    }
    List<Row> named = unit.shown(rows);
    askFormerValues();
    List<Change> changes = new ArrayList<>(changed.size());
    for (int i = 0; i < changed.size(); i++) {
      changes.add(change(changed.get(i), named.get(i)));
    }
    return changes;
  }

  /** Makes them for all records of a model at once. */
  private void askFormerValues() {
    Map<ModelField, List<Row>> asked = new LinkedHashMap<>();
    for (Tracked tracked : changed) {
      if (tracked.before != null && tracked.now != null && hasDerivedValues(tracked.model)) {
        Row before = tracked.before;
        Set<ModelField> fields = derived(tracked, Tracked.difference(before, tracked.now).keySet());
        fields.forEach(field -> asked.computeIfAbsent(field, f -> new ArrayList<>()).add(before));
        derived.put(tracked, fields);
      }
    }
    asked.forEach(consequences.formerValues()::of);
  }

  private static boolean hasDerivedValues(Model model) {
    return model.derivedFields().stream().anyMatch(field -> !field.type().isToMany());
  }

  /** The fields that no column holds, but for lists, which may look different. */
  private Set<ModelField> derived(Tracked tracked, Set<ModelField> columns) {
    Set<ModelField> changedFields = new LinkedHashSet<>(columns);
    changedFields.addAll(tracked.touched);
    Set<ModelField> fields = new LinkedHashSet<>(tracked.touched);
    fields.addAll(consequences.computedFrom(tracked.model, changedFields));
    fields.removeIf(field -> field.type().isToMany());
    return fields;
  }

  private Change change(Tracked tracked, Row named) {
    boolean isIndirect = !tracked.isDirect;
    if (tracked.before == null) {
      return new Change(ChangeKind.CREATE, named, Map.of(), isIndirect);
    }
    if (tracked.now == null) {
      Row last = consequences.formerLists().asItWas(named);
      return new Change(ChangeKind.UNLINK, last, Map.of(), isIndirect);
    }
    Map<ModelField, @Nullable Object> old = Tracked.difference(tracked.before, tracked.now);
    tracked.touched.stream()
        .filter(field -> field.type().isToMany())
        .forEach(field -> old.put(field, consequences.formerLists().of(field, named)));
    for (ModelField field : derived.getOrDefault(tracked, Set.of())) {
      Map<Long, @Nullable Object> former =
          consequences.formerValues().of(field, List.of(tracked.before));
      Object value = former.get(named.id());
      if (!former.containsKey(named.id()) || !Objects.equals(value, named.value(field))) {
        old.put(field, value);
      }
    }
    old.putAll(AuditFields.ofLastWrite(tracked.before));
    return new Change(ChangeKind.WRITE, named, old, isIndirect);
  }
}
