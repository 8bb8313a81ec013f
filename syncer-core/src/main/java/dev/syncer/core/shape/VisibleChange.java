package dev.syncer.core.shape;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * How a change looks to those who see a shape.
 *
 * @param kind what they are told: a create also of a record that comes into sight, an unlink also
 *     of one that goes out of it
 * @param record the record as they last may see it: after the change, of an unlink before it
 * @param changed of a write, the fields that are shown and have changed; else empty
 * @param version the record's version after the change
 * @param lastUpdate when the record was last changed
 * @param isEntire whether the whole record is told
 * @param hasLeft whether the record still exists and only went out of sight
 * @param isIndirect see {@link Change#isIndirect}
 */
public record VisibleChange(
    ChangeKind kind,
    Row record,
    List<ModelField> changed,
    long version,
    Instant lastUpdate,
    boolean isEntire,
    boolean hasLeft,
    boolean isIndirect) {
  public VisibleChange {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(record, "record");
    changed = List.copyOf(changed);
  }

  /** A record that was created, or came into sight. */
  public static VisibleChange entered(Row record, boolean isIndirect) {
    return new VisibleChange(
        ChangeKind.CREATE,
        record,
        List.of(),
        record.version(),
        lastUpdate(record),
        true,
        false,
        isIndirect);
  }

  /**
   * A record that was unlinked, or went out of sight.
   *
   * @param before as it was last seen
   * @param now its version and time are told
   */
  public static VisibleChange gone(Row before, Row now, boolean hasLeft, boolean isIndirect) {
    return new VisibleChange(
        ChangeKind.UNLINK,
        before,
        List.of(),
        now.version(),
        lastUpdate(now),
        false,
        hasLeft,
        isIndirect);
  }

  static VisibleChange written(Change change, List<ModelField> changed) {
    Row record = change.record();
    return new VisibleChange(
        ChangeKind.WRITE,
        record,
        changed,
        record.version(),
        lastUpdate(record),
        change.model().syncEntire(),
        false,
        change.isIndirect());
  }

  /** The same of a row that shows less, with fewer fields. */
  public VisibleChange of(Row shown, List<ModelField> fields) {
    return new VisibleChange(
        kind, shown, fields, version, lastUpdate, isEntire, hasLeft, isIndirect);
  }

  private static Instant lastUpdate(Row record) {
    return record.get("write_date") instanceof Instant time ? time : Instant.EPOCH;
  }
}
