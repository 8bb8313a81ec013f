package dev.syncer.core.view;

import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Path;
import dev.syncer.core.model.Projection;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Step;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to be read of records to show or judge some of their fields. A large text that nobody
 * asks for is not read, and takes no memory.
 */
final class Columns {
  private Columns() {}

  /**
   * What is read of the table to show what is asked for: those fields, and what other ones follow
   * from. Null for everything.
   *
   * @param judged a condition that is tested on the rows
   */
  static @Nullable Set<ModelField> of(Registry registry, Projection asked, Condition judged) {
    Optional<Set<ModelField>> fields = asked.fields();
    if (fields.isEmpty()) {
      return null;
    }
    Set<ModelField> all = Conditions.fields(judged);
    fields.orElseThrow().forEach(field -> add(registry, field, all));
    return all;
  }

  /** What has to be read to know the value of a field. */
  static Set<ModelField> of(Registry registry, ModelField field) {
    Set<ModelField> all = new HashSet<>();
    add(registry, field, all);
    return all;
  }

  private static void add(Registry registry, ModelField field, Set<ModelField> all) {
    if (all.add(field) && !field.isColumn()) {
      for (Path path : registry.relations().paths(field)) {
        if (path.steps().isEmpty()) {
          add(registry, path.end(), all);
        }
      }
    }
  }

  /** What says where a record points back at. */
  static Set<ModelField> of(Step.ToMany step) {
    Set<ModelField> all = new HashSet<>(step.inverses());
    all.addAll(step.modelField());
    return all;
  }

  /** What says what a record is called. */
  static Set<ModelField> ofName(Model model) {
    return model.displayNameField().map(Set::of).orElse(Set.of());
  }
}
