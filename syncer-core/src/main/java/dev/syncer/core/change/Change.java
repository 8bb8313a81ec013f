package dev.syncer.core.change;

import dev.syncer.core.memory.Footprint;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One record's create, write or unlink in a commit.
 *
 * @param kind what happened
 * @param record the record after the change; for an unlink, as it was before, with its lists
 * @param oldValues for a write, the declared fields that changed and their values before, and when
 *     and by whom the record was written before; else empty. A derived field that is not stored may
 *     have null there though it had a value: one that could not be made any more
 * @param isIndirect whether it is a consequence: no call of the unit of work named the record
 */
public record Change(
    ChangeKind kind, Row record, Map<ModelField, @Nullable Object> oldValues, boolean isIndirect) {
  /** Bytes of a change without its values. */
  private static final int CHANGE = 160;

  public Change {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(record, "record");
    oldValues = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(oldValues));
  }

  public Model model() {
    return record.definition();
  }

  /** About how many bytes of memory it takes, with the record and the values before. */
  public long bytes() {
    return CHANGE + record.bytes() + Footprint.of(oldValues.values());
  }

  /** The record before the change; empty for a create. */
  public Optional<Row> before() {
    return switch (kind) {
      case CREATE -> Optional.empty();
      case WRITE -> Optional.of(beforeWrite());
      case UNLINK -> Optional.of(record);
    };
  }

  private Row beforeWrite() {
    Map<ModelField, @Nullable Object> former = new LinkedHashMap<>(oldValues);
    former.put(model().baseField("version"), record.version() - 1); // each write adds one
    return record.with(former);
  }
}
