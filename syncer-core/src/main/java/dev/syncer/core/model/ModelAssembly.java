package dev.syncer.core.model;

import dev.syncer.api.Derivation;
import dev.syncer.api.Field;
import dev.syncer.api.FieldType;
import dev.syncer.api.Fields;
import dev.syncer.api.OnUnlink;
import dev.syncer.api.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes models out of declarations, and adds what no module declares: tables of many2manys. */
final class ModelAssembly {
  static final String FRAMEWORK = "Syncer";

  /** Related fields of related fields, at most: a circle of them ends here and is told later. */
  private static final int MAX_RELATED = 16;

  private final Map<String, Declaration> declared;

  ModelAssembly(Map<String, Declaration> declared) {
    this.declared = declared;
  }

  List<Model> models() {
    declareRelationTables();
    return declared.values().stream().map(this::model).toList();
  }

  /** A many2many is kept by a model of its own, whose records go when one of their sides goes. */
  private void declareRelationTables() {
    for (Declaration owner : List.copyOf(declared.values())) {
      owner.fields.forEach(
          (field, by) -> {
            String target = field.target();
            if (field.type() == FieldType.MANY_TO_MANY
                && field.inverses().isEmpty()
                && target != null
                && declared.containsKey(target)) {
              Declaration table = new Declaration(Model.relationName(owner.name, field.name()), by);
              table.traits.add(ModelTrait.SYSTEM_ONLY);
              table.traits.add(ModelTrait.RELATION);
              table.fields.put(side("left_id", owner.name), by);
              table.fields.put(side("right_id", target), by);
              declared.put(table.name, table);
            }
          });
    }
  }

  private static Field<Ref> side(String name, String model) {
    return Fields.manyToOne(name, model).required().index().onUnlink(OnUnlink.CASCADE);
  }

  private Model model(Declaration declaration) {
    List<ModelField> fields = new ArrayList<>();
    String users = users();
    for (String name : Model.BASE_FIELDS) {
      Field<?> base = baseField(name, users);
      fields.add(new ModelField(base, base, declaration.name, fields.size(), true, FRAMEWORK));
    }
    for (boolean isColumn : new boolean[] {true, false}) {
      declaration.fields.forEach(
          (field, by) -> {
            if (field.isStored() == isColumn) {
              fields.add(
                  new ModelField(
                      field,
                      kindOf(declaration, field, 0),
                      declaration.name,
                      fields.size(),
                      false,
                      by));
            }
          });
    }
    return new Model(declaration, fields, displayName(declaration, fields));
  }

  /** What the module has named, else the text field {@code name}; null without either. */
  private static @Nullable String displayName(Declaration declaration, List<ModelField> fields) {
    if (declaration.displayName != null) {
      return declaration.displayName;
    }
    boolean hasName =
        fields.stream()
            .anyMatch(f -> f.name().equals("name") && f.type() == FieldType.TEXT && f.isColumn());
    return hasName ? "name" : null;
  }

  /** The field that a related field takes its type from; itself if its path leads nowhere. */
  private Field<?> kindOf(Declaration model, Field<?> field, int depth) {
    if (!(field.derivation().orElse(null) instanceof Derivation.Related related)) {
      return field;
    }
    Declaration at = model;
    Field<?> found = field;
    for (String name : related.path().split("\\.", -1)) {
      Field<?> next = at == null ? null : field(at, name);
      if (at == null || next == null || depth > MAX_RELATED) {
        return field;
      }
      found = kindOf(at, next, depth + 1);
      at = found.target() == null ? null : declared.get(found.target());
    }
    return found;
  }

  private @Nullable Field<?> field(Declaration model, String name) {
    Field<?> declaredField = model.field(name);
    if (declaredField != null) {
      return declaredField;
    }
    return Model.BASE_FIELDS.contains(name) ? baseField(name, users()) : null;
  }

  private @Nullable String users() {
    return declared.values().stream()
        .filter(model -> model.is(ModelTrait.USERS))
        .map(model -> model.name)
        .findFirst()
        .orElse(null);
  }

  private static Field<?> baseField(String name, @Nullable String users) {
    return switch (name) {
      case "id", "version" -> Fields.integer(name);
      case "create_date", "write_date" -> Fields.dateTime(name);
      default -> Fields.manyToOne(name, users == null ? "" : users);
    };
  }
}
