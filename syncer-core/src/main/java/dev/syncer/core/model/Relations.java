package dev.syncer.core.model;

import dev.syncer.api.Derivation;
import dev.syncer.api.FieldType;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.rpc.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How the models hang together: the steps of each relation, the paths of each derived field, and
 * what has to be looked at again when a field changes. Immutable once made.
 */
public final class Relations {

  /**
   * A derived field that depends on another field.
   *
   * @param derived what may change
   * @param model its model
   * @param prefix the way from a record of its model to the record that changed
   */
  public record Trigger(ModelField derived, Model model, List<Step> prefix) {
    public Trigger {
      prefix = List.copyOf(prefix);
    }
  }

  private final Map<String, Model> models;
  private final Map<ModelField, List<Step>> stepsByField = new HashMap<>();
  private final Map<ModelField, List<Path>> pathsByField = new HashMap<>();
  private final Map<ModelField, List<Trigger>> triggersByField = new HashMap<>();
  private final Map<Model, List<Step.ToMany>> incoming = new HashMap<>();
  private final Map<ModelField, Integer> rank = new HashMap<>();
  private final BiConsumer<ErrorCode, String> fault;

  /**
   * @param models all models by name
   * @param fault is told of what cannot be
   */
  Relations(Map<String, Model> models, BiConsumer<ErrorCode, String> fault) {
    this.models = models;
    this.fault = fault;
    Collection<Model> all = models.values();
    all.forEach(model -> model.fields().forEach(field -> findSteps(model, field)));
    all.forEach(model -> model.fields().forEach(field -> findPaths(model, field)));
    all.forEach(model -> model.fields().forEach(field -> order(model, field, new ArrayList<>())));
    all.forEach(model -> model.fields().forEach(field -> findTriggers(model, field)));
  }

  /** The steps along a relation: one, or two for a many2many. */
  public List<Step> steps(ModelField relation) {
    return stepsByField.getOrDefault(relation, List.of());
  }

  /** The step to the records that point back, of a one2many or a many2many. */
  public Step.ToMany toMany(ModelField relation) {
    return (Step.ToMany) steps(relation).get(0);
  }

  /** The paths that a derived field depends on, in the order of its declaration. */
  public List<Path> paths(ModelField derived) {
    return pathsByField.getOrDefault(derived, List.of());
  }

  /** What may have to change when this field of a record has changed. */
  public List<Trigger> triggers(ModelField changed) {
    return triggersByField.getOrDefault(changed, List.of());
  }

  /** The steps by which other records see the records of this model. */
  public List<Step.ToMany> incoming(Model model) {
    return incoming.getOrDefault(model, List.of());
  }

  /** A place in an order in which each derived field comes after those that it depends on. */
  public int rank(ModelField derived) {
    return rank.getOrDefault(derived, 0);
  }

  /**
   * What the value of a derived field follows from, as text: its paths, and those of the inputs
   * that no table holds. Values that were made by another definition have to be made again. What a
   * function does with its inputs is not in it.
   */
  public String definition(ModelField derived) {
    StringBuilder text =
        new StringBuilder(
            derived.derivation() instanceof Derivation.Related ? "related" : "computed");
    for (Path path : paths(derived)) {
      text.append(' ').append(path.text());
      if (!path.end().isColumn()) {
        text.append('(').append(definition(path.end())).append(')');
      }
    }
    return text.toString();
  }

  private void findSteps(Model model, ModelField field) {
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
    stepsByField.put(field, steps);
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

  private void findPaths(Model model, ModelField field) {
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
    pathsByField.put(field, paths);
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
    List<Step> steps = new ArrayList<>();
    Model at = model;
    String[] names = text.split("\\.", -1);
    ModelField end = null;
    for (int i = 0; i < names.length; i++) {
      ModelField next = at.field(names[i]).orElse(null);
      boolean isLast = i == names.length - 1;
      if (next == null || (!isLast && steps(next).isEmpty())) {
        tellLost(model, derived, text, at, names[i]);
        return null;
      }
      end = next;
      if (!isLast || next.type().isToMany()) {
        steps.addAll(steps(next));
        at = steps.isEmpty() ? at : steps.get(steps.size() - 1).to();
        end = at.fields().get(0);
      }
    }
    return end == null ? null : new Path(text, steps, end);
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

  /** Depth first; a field that is met again on the way is a cycle. */
  private int order(Model model, ModelField field, List<ModelField> way) {
    if (field.derivation() == null) {
      return 0;
    }
    Integer known = rank.get(field);
    if (known != null) {
      return known;
    }
    if (way.contains(field)) {
      fault.accept(
          ErrorCode.FIELD_CYCLE,
          "the fields "
              + way.subList(way.indexOf(field), way.size()).stream()
                  .map(f -> f.modelName() + "." + f.name())
                  .toList()
              + " depend on each other in a circle. Break it: let one of them be written.");
      return 0;
    }
    way.add(field);
    int highest = 0;
    for (Path path : paths(field)) {
      Set<ModelField> inputs = new LinkedHashSet<>(List.of(path.end()));
      for (Step step : path.steps()) {
        if (step instanceof Step.ToOne toOne) {
          inputs.add(toOne.field());
        } else {
          inputs.addAll(((Step.ToMany) step).inverses()); // a link that points back may be derived
        }
      }
      for (ModelField input : inputs) {
        highest = Math.max(highest, order(model, input, way));
        checkStored(model, field, path, input);
      }
    }
    way.remove(way.size() - 1);
    rank.put(field, highest + 1);
    return highest + 1;
  }

  /** What is not in a table tells nobody when it changes. */
  private void checkStored(Model model, ModelField field, Path path, ModelField input) {
    boolean isOnTheWay = input != path.end();
    boolean isUnstored = input.derivation() != null && !input.isColumn();
    if (isUnstored && (field.isColumn() || isOnTheWay)) {
      fault.accept(
          ErrorCode.FIELD_PATH,
          "module "
              + field.declaredBy()
              + (field.isColumn() ? ": the stored field \"" : ": the field \"")
              + field.name()
              + "\" of "
              + model
              + " depends on \""
              + path.text()
              + (path.text().equals(input.name())
                  ? "\", which"
                  : "\", of which \"" + input.name() + "\"")
              + " is not stored. Add stored() to it.");
    }
  }

  private void findTriggers(Model model, ModelField field) {
    if (field.derivation() == null) {
      return;
    }
    paths(field).stream()
        .filter(path -> isNoticed(field, path))
        .forEach(path -> addTriggers(field, model, List.of(), path, new ArrayList<>()));
  }

  /**
   * Whether a change at the end of a path is noticed at its beginning. A computed value that is not
   * stored follows from the record itself, and from what its lists hold.
   */
  private static boolean isNoticed(ModelField field, Path path) {
    return field.isColumn()
        || field.derivation() instanceof Derivation.Related
        || (!path.steps().isEmpty() && path.steps().get(0) instanceof Step.ToMany);
  }

  /** An input that no table holds is followed on to its own inputs. */
  private void addTriggers(
      ModelField derived, Model model, List<Step> way, Path path, List<ModelField> met) {
    List<Step> steps = new ArrayList<>(way);
    steps.addAll(path.steps());
    addTrigger(path.end(), derived, model, steps);
    for (int i = way.size(); i < steps.size(); i++) {
      if (steps.get(i) instanceof Step.ToOne toOne) {
        addTrigger(toOne.field(), derived, model, steps.subList(0, i));
      } else {
        Step.ToMany toMany = (Step.ToMany) steps.get(i);
        List<Step> prefix = steps.subList(0, i + 1);
        toMany.inverses().forEach(inverse -> addTrigger(inverse, derived, model, prefix));
        toMany.modelField().forEach(named -> addTrigger(named, derived, model, prefix));
      }
    }
    ModelField end = path.end();
    if (!end.isColumn() && !met.contains(end)) { // a circle has been told by now
      met.add(end);
      paths(end).forEach(further -> addTriggers(derived, model, steps, further, met));
      met.remove(met.size() - 1);
    }
  }

  private void addTrigger(ModelField changed, ModelField derived, Model model, List<Step> prefix) {
    List<Trigger> triggers = triggersByField.computeIfAbsent(changed, f -> new ArrayList<>());
    Trigger trigger = new Trigger(derived, model, prefix);
    if (!triggers.contains(trigger)) {
      triggers.add(trigger);
    }
  }

  /** All derived fields of a model that its table holds, inputs before what depends on them. */
  public List<ModelField> storedDerived(Model model) {
    Map<ModelField, Integer> ranked = new LinkedHashMap<>();
    for (ModelField field : model.fields()) {
      if (field.isColumn() && field.derivation() != null) {
        ranked.put(field, rank(field));
      }
    }
    return ranked.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .toList();
  }
}
