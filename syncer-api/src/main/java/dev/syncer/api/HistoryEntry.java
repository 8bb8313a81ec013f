package dev.syncer.api;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One committed change of a record, as the change log tells it.
 *
 * @param kind what happened
 * @param version the record's version after it; of an unlink, that of the record as it was last
 * @param time when it was committed
 * @param user who acted, called as at that time
 * @param isIndirect whether it only followed from another change
 * @param fields what changed, by field, in declared order: of a create all that is not empty, of an
 *     unlink nothing. Columns of the table, and lists where their ids differ; empty if only a
 *     record in a list has changed. Not derived values that are not stored
 */
public record HistoryEntry(
    Kind kind,
    long version,
    Instant time,
    User user,
    boolean isIndirect,
    Map<String, FieldChange> fields) {

  public HistoryEntry {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(user, "user");
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** What happened to the record. */
  public enum Kind {
    CREATE,
    WRITE,
    UNLINK
  }

  /**
   * The values of a field around a change.
   *
   * @param from the value before, null for none; a link has the name that its record has today
   * @param to the value after, null for none
   */
  public record FieldChange(@Nullable Object from, @Nullable Object to) {
    @Override
    public String toString() {
      // Values may be secret.
      return "FieldChange";
    }
  }
}
