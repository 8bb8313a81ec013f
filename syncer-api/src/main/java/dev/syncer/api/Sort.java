package dev.syncer.api;

import java.util.Objects;

/**
 * A field that records are ordered by, and the direction; made by {@link Field#asc} and {@link
 * Field#desc}. As text it is {@code sequence desc}, which {@link Query#orderBy(String)} takes.
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
