package dev.syncer.core.shape;

import dev.syncer.api.Operation;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Order;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.ValueCheck;
import dev.syncer.core.rights.LinkVisibility;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.rights.Scope;
import dev.syncer.core.rights.UserNamePolicy;
import dev.syncer.rpc.ValidationException;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes shapes of what somebody asks for and what they may see. Safe for use by many threads. */
public final class Shapes {
  /** Of nothing that is shown. */
  private static final LinkVisibility NO_LINKS =
      new LinkVisibility(
          Map.of(), Set.of(), new UserNamePolicy(null, Condition.EVERY, true, false));

  private final Registry registry;
  private final Rights rights;

  @Inject
  public Shapes(Registry registry, Rights rights) {
    this.registry = registry;
    this.rights = rights;
  }

  /** Whether a principal may read any record of a model. */
  public boolean canRead(Principal principal, Model model) {
    return rights.scope(principal, model).reach(Operation.READ).isPresent();
  }

  /**
   * The shape of a request. What the principal may not read is in none of its parts: a field that
   * is hidden is answered like one that does not exist.
   *
   * @throws dev.syncer.rpc.ValidationException naming the part of the request that does not fit
   */
  public Shape shape(Principal principal, ShapeRequest request) {
    Model model = request.model();
    Scope scope = rights.scope(principal, model);
    Condition reach = scope.reach(Operation.READ).orElse(Condition.NOTHING);
    Condition wanted = scope.condition(request.filter());
    checkLists(principal, model, wanted);
    List<ModelField> fields = new ArrayList<>();
    List<String> asked = request.fields();
    Set<String> named = asked == null ? null : names(asked, scope);
    for (ModelField field : model.fields()) {
      if (scope.readable().contains(field) && (named == null || named.contains(field.name()))) {
        fields.add(field);
      }
    }
    List<Order> orders = scope.orders(request.order());
    Window window = request.limit() == null ? null : new Window(orders, request.limit());
    Set<Model> targets = targets(fields);
    return new Shape(
        model,
        reach.equals(Condition.NOTHING)
            ? reach
            : Conditions.normal(new Condition.All(List.of(reach, wanted))),
        fields,
        scope.showsNames(),
        rights.links(principal, targets),
        window);
  }

  /**
   * The shape of a request; one that shows nothing where the principal may not ask for this any
   * more.
   */
  public Shape shapeOrNothing(Principal principal, ShapeRequest request) {
    try {
      return shape(principal, request);
    } catch (ValidationException e) {
      return new Shape(request.model(), Condition.NOTHING, List.of(), false, NO_LINKS, null);
    }
  }

  private static Set<String> names(List<String> asked, Scope scope) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : asked) {
      if (!name.equals("display_name")) {
        scope.fieldOfAll(name);
      }
      names.add(name);
    }
    return names;
  }

  /** The models that links point at. */
  private Set<Model> targets(List<ModelField> fields) {
    Set<Model> targets = new LinkedHashSet<>();
    for (ModelField field : fields) {
      target(field).ifPresent(targets::add);
    }
    return targets;
  }

  private Optional<Model> target(ModelField field) {
    return Optional.ofNullable(field.target()).flatMap(registry::model);
  }

  private Condition reach(Principal principal, Model model) {
    return rights.scope(principal, model).reach(Operation.READ).orElse(Condition.NOTHING);
  }

  /**
   * A list of records that may not all be read is no filter: what comes and goes by it would tell
   * that a hidden record is in the list.
   */
  private void checkLists(Principal principal, Model model, Condition condition) {
    condition.forEachTerm(
        term -> {
          if (term instanceof Condition.Contains contains) {
            checkList(principal, model, contains.field());
          }
        });
  }

  private void checkList(Principal principal, Model model, ModelField list) {
    if (target(list).filter(each -> !reach(principal, each).equals(Condition.EVERY)).isPresent()) {
      throw ValueCheck.refusal(
          model,
          list,
          "is a list of records of which you may not read all, so a subscription cannot be filtered"
              + " by it. Filter by a field of the record itself.",
          Map.of("rule", "filter"));
    }
  }
}
