package dev.syncer.core.work;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The records that a unit of work has changed in the end, as the changes of its commit. */
final class NetChanges {
  private final ReadingUnit unit;
  private final Consequences consequences;
  private final List<Tracked> changed = new ArrayList<>();

  NetChanges(ReadingUnit unit, Consequences consequences) {
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
    List<Change> changes = new ArrayList<>(changed.size());
    for (int i = 0; i < changed.size(); i++) {
      changes.add(change(changed.get(i), named.get(i)));
    }
    return changes;
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
    tracked.touched.forEach(f -> old.put(f, consequences.formerLists().of(f, named)));
    consequences.computedFrom(named.definition(), old.keySet()).forEach(f -> old.put(f, null));
    old.putAll(Stamps.ofLastWrite(tracked.before));
    return new Change(ChangeKind.WRITE, named, old, isIndirect);
  }
}
