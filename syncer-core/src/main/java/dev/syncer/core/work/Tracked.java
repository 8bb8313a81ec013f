package dev.syncer.core.work;

import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A record that a unit of work has looked at to change it. */
final class Tracked {
  /** As it was when the unit of work began; null if the unit of work created it. */
  final @Nullable Row before;

  /** As the table has it inside the transaction; null if it is not there. */
  @Nullable Row stored;

  /** As the unit of work wants it; null if it unlinked it. */
  @Nullable Row now;

  /** Fields that no column of the record holds and that look different now. */
  final Set<ModelField> touched = new LinkedHashSet<>();

  /** Whether a call named it. */
  boolean isDirect;

  private Tracked(@Nullable Row before, Row now) {
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

  boolean needsFlush() {
    return now != null && now != stored;
  }
}
