package dev.syncer.core.model;

import dev.syncer.api.FieldType;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.rpc.Suggestions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The steps along each relation of the models, and those that lead to each model. */
final class RelationSteps {
  private final Map<String, Model> models;
  private final Map<ModelField, List<Step>> byField = new HashMap<>();
  private final Map<Model, List<Step.ToMany>> incoming = new HashMap<>();
  private final BiConsumer<ErrorCode, String> fault;

  RelationSteps(Map<String, Model> models, BiConsumer<ErrorCode, String> fault) {
    this.models = models;
    this.fault = fault;
    models.values().forEach(model -> model.fields().forEach(field -> find(model, field)));
  }

  /** None for a field that is no relation, or one that leads nowhere. */
  List<Step> of(ModelField relation) {
    return byField.getOrDefault(relation, List.of());
  }

  List<Step.ToMany> incoming(Model model) {
    return incoming.getOrDefault(model, List.of());
  }

  /** Finds the steps of a relation, and tells what it lacks. */
  private void find(Model model, ModelField field) {
    Model target = field.target() == null ? null : models.get(field.target());
    if (target == null) {
      return;
    }
    List<Step> steps =
        switch (field.type()) {
          case MANY_TO_ONE -> List.<Step>of(new Step.ToOne(model, field, target));
          case ONE_TO_MANY -> oneToMany(model, field, target);
          case MANY_TO_MANY -> manyToMany(model, field, target);
          default -> List.<Step>of();
        };
    byField.put(field, steps);
    if (!steps.isEmpty() && steps.get(0) instanceof Step.ToMany step) {
      incoming.computeIfAbsent(step.to(), m -> new ArrayList<>()).add(step);
    }
  }

  private List<Step> oneToMany(Model model, ModelField field, Model target) {
    List<ModelField> found = new ArrayList<>();
    for (String name : field.inverses()) {
      target.field(name).ifPresent(found::add);
    }
    boolean isGeneric =
        field.isGenericLink()
            && found.size() == 2
            && found.get(0).type() == FieldType.TEXT
            && found.get(1).type() == FieldType.INTEGER;
    if (isGeneric) {
      return List.of(
          new Step.ToMany(model, field, target, found.subList(1, 2), found.subList(0, 1)));
    }
    boolean isInverse =
        found.size() == field.inverses().size()
            && !field.isGenericLink()
            && found.stream()
                .allMatch(
                    f ->
                        f.type() == FieldType.MANY_TO_ONE
                            && f.isColumn()
                            && model.name().equals(f.target()));
    if (!isInverse) {
      fault.accept(
          ErrorCode.FIELD_RELATION,
          "module "
              + field.declaredBy()
              + ": the one2many \""
              + field.name()
              + "\" of "
              + model
              + " names "
              + field.inverses()
              + ", but "
              + target
              + (field.isGenericLink()
                  ? " needs a text field and an integer field of these names."
                  : " has no many2one to "
                      + model
                      + " of each of these names."
                      + inverseHint(model, field, target)));
      return List.of();
    }
    return List.of(new Step.ToMany(model, field, target, found, List.of()));
  }

  /** The names that would do, or how there comes to be one. */
  private static String inverseHint(Model model, ModelField field, Model target) {
    List<String> pointing =
        target.fields().stream()
            .filter(f -> f.type() == FieldType.MANY_TO_ONE && model.name().equals(f.target()))
            .map(ModelField::name)
            .filter(name -> !Model.BASE_FIELDS.contains(name))
            .toList();
    if (pointing.isEmpty()) {
      return " Declare one there: manyToOne(\""
          + field.inverses().get(0)
          + "\", \""
          + model
          + "\").";
    }
    String near = Suggestions.didYouMean(field.inverses().get(0), pointing);
    return near.isEmpty() ? " It has " + pointing + "." : near;
  }

  private List<Step> manyToMany(Model model, ModelField field, Model target) {
    boolean isOtherSide = !field.inverses().isEmpty();
    Model owner = isOtherSide ? target : model;
    String name = isOtherSide ? field.inverses().get(0) : field.name();
    Model table = models.get(Model.relationName(owner.name(), name));
    ModelField here =
        table == null ? null : table.field(isOtherSide ? "right_id" : "left_id").orElse(null);
    ModelField there =
        table == null ? null : table.field(isOtherSide ? "left_id" : "right_id").orElse(null);
    if (table == null || here == null || there == null || !model.name().equals(here.target())) {
      fault.accept(
          ErrorCode.FIELD_RELATION,
          "module "
              + field.declaredBy()
              + ": the many2many \""
              + field.name()
              + "\" of "
              + model
              + " is the other side of \""
              + name
              + "\", which is no many2many of "
              + owner
              + " to "
              + model
              + ".");
      return List.of();
    }
    return List.of(
        new Step.ToMany(model, field, table, List.of(here), List.of()),
        new Step.ToOne(table, there, target));
  }
}
