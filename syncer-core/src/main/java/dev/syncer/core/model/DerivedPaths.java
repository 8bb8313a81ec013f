package dev.syncer.core.model;

import dev.syncer.api.Derivation;
import dev.syncer.api.FieldType;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.rpc.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The paths that each derived field depends on; those that lead nowhere are told. */
final class DerivedPaths {
  private final RelationSteps steps;
  private final Map<ModelField, List<Path>> byField = new HashMap<>();
  private final BiConsumer<ErrorCode, String> fault;

  DerivedPaths(Collection<Model> models, RelationSteps steps, BiConsumer<ErrorCode, String> fault) {
    this.steps = steps;
    this.fault = fault;
    models.forEach(model -> model.fields().forEach(field -> find(model, field)));
  }

  /** In the order of the field's declaration. */
  List<Path> of(ModelField derived) {
    return byField.getOrDefault(derived, List.of());
  }

  private void find(Model model, ModelField field) {
    Derivation derivation = field.derivation();
    if (derivation == null) {
      return;
    }
    List<String> texts =
        derivation instanceof Derivation.Related related
            ? List.of(related.path())
            : ((Derivation.Computed) derivation).dependsOn();
    List<Path> paths = new ArrayList<>();
    for (String text : texts) {
      Path path = path(model, field, text);
      if (path != null) {
        paths.add(path);
      }
    }
    if (derivation instanceof Derivation.Related) {
      paths.removeIf(path -> isManyValued(model, field, path));
    }
    byField.put(field, paths);
  }

  /** A related field shows one value; over a list there are many. */
  private boolean isManyValued(Model model, ModelField field, Path path) {
    boolean isMany = path.steps().stream().anyMatch(step -> step instanceof Step.ToMany);
    if (isMany) {
      fault.accept(
          ErrorCode.FIELD_PATH,
          "module "
              + field.declaredBy()
              + ": the related field \""
              + field.name()
              + "\" of "
              + model
              + " follows \""
              + path.text()
              + "\", which leads over a list. Use computed(…) to say which of the values is meant.");
    }
    return isMany;
  }

  private @Nullable Path path(Model model, ModelField derived, String text) {
    List<Step> way = new ArrayList<>();
    Model at = model;
    String[] names = text.split("\\.", -1);
    ModelField end = null;
    for (int i = 0; i < names.length; i++) {
      ModelField next = at.field(names[i]).orElse(null);
      boolean isLast = i == names.length - 1;
      if (next == null || (!isLast && steps.of(next).isEmpty())) {
        tellLost(model, derived, text, at, names[i]);
        return null;
      }
      end = next;
      if (!isLast || next.type().isToMany()) {
        way.addAll(steps.of(next));
        at = way.isEmpty() ? at : way.get(way.size() - 1).to();
        end = at.fields().get(0);
      }
    }
    return end == null ? null : new Path(text, way, end);
  }

  /** A relation that leads nowhere is a fault of its own, and that is where to look first. */
  private void tellLost(Model model, ModelField derived, String path, Model at, String name) {
    ModelField field = at.field(name).orElse(null);
    String wrong;
    if (field == null) {
      wrong =
          at
              + " has no field \""
              + name
              + "\"."
              + Suggestions.didYouMean(name, at.fields().stream().map(ModelField::name).toList());
    } else {
      String end = "\"" + name + "\" of " + at;
      boolean isRelation = field.type() == FieldType.MANY_TO_ONE || field.type().isToMany();
      wrong =
          isRelation
              ? end
                  + " leads to no model"
                  + (field.target() == null
                      ? ", since none says users()."
                      : ". Mend that field first.")
              : end
                  + " is a field of type "
                  + field.type().wireName()
                  + " and leads to no other record. Let the path end there, or go over a link.";
    }
    fault.accept(
        ErrorCode.FIELD_PATH,
        "module "
            + derived.declaredBy()
            + ": the field \""
            + derived.name()
            + "\" of "
            + model
            + " depends on \""
            + path
            + "\", but "
            + wrong);
  }
}
