package dev.syncer.core.model;

import dev.syncer.api.Derivation;
import dev.syncer.core.fault.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

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

  private final RelationSteps steps;
  private final DerivedPaths paths;
  private final Map<ModelField, List<Trigger>> triggersByField = new HashMap<>();
  private final Map<ModelField, Integer> rank = new HashMap<>();
  private final BiConsumer<ErrorCode, String> fault;

  /**
   * @param models all models by name
   * @param fault is told of what cannot be
   */
  Relations(Map<String, Model> models, BiConsumer<ErrorCode, String> fault) {
    this.fault = fault;
    Collection<Model> all = models.values();
    this.steps = new RelationSteps(models, fault);
    this.paths = new DerivedPaths(all, steps, fault);
    all.forEach(model -> model.fields().forEach(field -> order(model, field, new ArrayList<>())));
    all.forEach(model -> model.fields().forEach(field -> findTriggers(model, field)));
  }

  /** The steps along a relation: one, or two for a many2many. */
  public List<Step> steps(ModelField relation) {
    return steps.of(relation);
  }

  /** The step to the records that point back, of a one2many or a many2many. */
  public Step.ToMany toMany(ModelField relation) {
    return (Step.ToMany) steps(relation).get(0);
  }

  /** The paths that a derived field depends on, in the order of its declaration. */
  public List<Path> paths(ModelField derived) {
    return paths.of(derived);
  }

  /** What may have to change when this field of a record has changed. */
  public List<Trigger> triggers(ModelField changed) {
    return triggersByField.getOrDefault(changed, List.of());
  }

  /** The steps by which other records see the records of this model. */
  public List<Step.ToMany> incoming(Model model) {
    return steps.incoming(model);
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
