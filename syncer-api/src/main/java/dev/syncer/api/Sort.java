package dev.syncer.api;

import java.util.Objects;

/**
 * A field that records are ordered by; made by {@link Field#asc} and {@link Field#desc}. Its text
 * is what {@link Query#orderBy(String)} takes, {@code sequence desc}.
 *
 * @param field the name of the field
 * @param isDescending largest first
 */
public record Sort(String field, boolean isDescending) {
  public Sort {
    Objects.requireNonNull(field, "field");
  }

  @Override
  public String toString() {
    return isDescending ? field + " desc" : field;
  }
}
