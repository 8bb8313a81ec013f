package dev.syncer.api;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the value of a derived field is made: read from another record, or computed. */
public sealed interface Derivation {

  /**
   * The value of another record, at the end of a path of many2ones.
   *
   * @param path {@code stage_id.name}
   */
  record Related(String path) implements Derivation {
    public Related {
      Objects.requireNonNull(path, "path");
    }
  }

  /**
   * The result of a function of other fields.
   *
   * @param dependsOn the paths that the function may read
   * @param function the value, null for none
   */
  record Computed(List<String> dependsOn, Function<Inputs, @Nullable Object> function)
      implements Derivation {
    public Computed {
      dependsOn = List.copyOf(dependsOn);
      Objects.requireNonNull(function, "function");
    }
  }
}
