package dev.syncer.core.model;

import dev.syncer.api.ModelRecord;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What must hold for each record of a model.
 *
 * @param key what programs know it by, for example to translate the message
 * @param message what people read where it does not hold
 * @param holds whether it does
 */
public record Constraint(String key, String message, Predicate<ModelRecord> holds) {
  public Constraint {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(holds, "holds");
  }
}
