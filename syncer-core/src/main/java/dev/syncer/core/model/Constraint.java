package dev.syncer.core.model;

import dev.syncer.api.ModelRecord;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What must hold for each record of a model.
 *
 * @param message what people read where it does not
 * @param holds whether it does
 */
public record Constraint(String message, Predicate<ModelRecord> holds) {
  public Constraint {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(holds, "holds");
  }
}
