package dev.syncer.core.rights;

import dev.syncer.api.Operation;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one reader may do with one model. Readers with equal scopes see the same.
 *
 * @param model the model
 * @param reach for each operation the records it reaches; none for one that is refused altogether
 * @param readable the fields that are shown
 * @param writable the fields that may be written, as far as anybody may
 */
public record Scope(
    Model model,
    Map<Operation, Condition> reach,
    Set<ModelField> readable,
    Set<ModelField> writable) {
  public Scope {
    reach = Map.copyOf(reach);
    readable = Set.copyOf(readable);
    writable = Set.copyOf(writable);
  }

  /** The records that an operation reaches; empty if it is refused altogether. */
  public Optional<Condition> reach(Operation operation) {
    return Optional.ofNullable(reach.get(operation));
  }
}
