package dev.syncer.core.work;

import dev.syncer.api.Operation;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A record that a unit of work has looked at to change it. */
final class Tracked {
  final Model model;
  final long id;

  /** As it was when the unit of work began; null if the unit of work created it. */
  final @Nullable Row before;

  /** As the table has it inside the transaction; null if it is not there. */
  @Nullable Row stored;

  /** As the unit of work wants it; null if it unlinked it. */
  @Nullable Row now;

  /** Fields that no column of the record holds and that look different now. */
  final Set<ModelField> touched = new LinkedHashSet<>();

  /** What calls did to it that only reaches some records: judged again when all is done. */
  final Set<Operation> judgedFor = EnumSet.noneOf(Operation.class);

  /** Whether a call named it. */
  boolean isDirect;

  /** Whether a call of the one who acts named it, with their own rights and not the system's. */
  boolean isTheirs;

  private Tracked(@Nullable Row before, Row now) {
    this.model = now.definition();
    this.id = now.id();
    this.before = before;
    this.stored = now;
    this.now = now;
  }

  static Tracked read(Row row) {
    return new Tracked(row, row);
  }

  static Tracked created(Row row) {
    return new Tracked(null, row);
  }

  /** What may change of it. */
  State state() {
    return new State(stored, now, List.copyOf(touched), Set.copyOf(judgedFor), isDirect);
  }

  /** Makes it as it was. */
  void restore(State state) {
    stored = state.stored();
    now = state.now();
    touched.clear();
    touched.addAll(state.touched());
    judgedFor.clear();
    judgedFor.addAll(state.judgedFor());
    isDirect = state.isDirect();
  }

  /** See the fields of the same names. */
  record State(
      @Nullable Row stored,
      @Nullable Row now,
      List<ModelField> touched,
      Set<Operation> judgedFor,
      boolean isDirect) {}

  /** Whether nothing of it has changed in the end. */
  boolean endsWhereItBegan() {
    if (before == null || now == null) {
      return before == now;
    }
    return touched.isEmpty() && difference(before, now).isEmpty();
  }

  /** The declared columns that differ, with their values before. */
  static Map<ModelField, @Nullable Object> difference(Row before, Row after) {
    Map<ModelField, @Nullable Object> old = new LinkedHashMap<>();
    for (ModelField field : before.definition().columns()) {
      if (!field.isBase() && !before.agreesOn(field, after)) {
        old.put(field, before.value(field));
      }
    }
    return old;
  }

  boolean needsFlush() {
    return now != null && now != stored;
  }
}
