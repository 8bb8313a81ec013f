package dev.syncer.core.model;

import java.util.List;

/**
 * A way from a record to a value.
 *
 * @param text as it was declared, {@code child_ids.spent}
 * @param steps over relations; empty for a field of the record itself
 * @param end the field at the end, of the model where the last step ends
 */
public record Path(String text, List<Step> steps, ModelField end) {
  public Path {
    steps = List.copyOf(steps);
  }

  /** The name of the field that it begins with. */
  public String first() {
    int dot = text.indexOf('.');
    return dot < 0 ? text : text.substring(0, dot);
  }
}
