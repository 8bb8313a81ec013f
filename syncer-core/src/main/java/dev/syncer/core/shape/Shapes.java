package dev.syncer.core.shape;

import dev.syncer.api.Operation;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Order;
import dev.syncer.core.model.Registry;
import dev.syncer.core.rights.Reader;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.rights.Scope;
import dev.syncer.rpc.ValidationException;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes shapes of what somebody asks for and what they may see. Safe for use by many threads. */
public final class Shapes {
  private final Registry registry;
  private final Rights rights;

  @Inject
  public Shapes(Registry registry, Rights rights) {
    this.registry = registry;
    this.rights = rights;
  }

  /** Whether a reader may read any record of a model. */
  public boolean canRead(Reader reader, Model model) {
    return rights.scope(reader, model).reach(Operation.READ).isPresent();
  }

  /**
   * The shape of a wish. What the reader may not read is in none of its parts: a field that is
   * hidden is answered like one that does not exist.
   *
   * @throws dev.syncer.rpc.ValidationException naming the part of the wish that does not fit
   */
  public Shape shape(Reader reader, Wish wish) {
    Model model = wish.model();
    Scope scope = rights.scope(reader, model);
    Condition reach = scope.reach(Operation.READ).orElse(Condition.NOTHING);
    Condition wanted = scope.condition(wish.filter());
    List<ModelField> fields = new ArrayList<>();
    List<String> asked = wish.fields();
    Set<String> named = asked == null ? null : names(asked, scope);
    for (ModelField field : model.fields()) {
      if (scope.readable().contains(field) && (named == null || named.contains(field.name()))) {
        fields.add(field);
      }
    }
    List<Order> orders = scope.orders(wish.order());
    Window window = wish.limit() == null ? null : new Window(orders, wish.limit());
    boolean showsNames =
        model.displayNameField().filter(f -> !scope.readable().contains(f)).isEmpty();
    return new Shape(
        model,
        reach.equals(Condition.NOTHING)
            ? reach
            : Conditions.normal(new Condition.All(List.of(reach, wanted))),
        fields,
        showsNames,
        linkLimits(reader, fields),
        window);
  }

  /** The shape of a wish; one that shows nothing where the reader may not wish this any more. */
  public Shape shapeOrNothing(Reader reader, Wish wish) {
    try {
      return shape(reader, wish);
    } catch (ValidationException e) {
      return new Shape(wish.model(), Condition.NOTHING, List.of(), false, Map.of(), null);
    }
  }

  private static Set<String> names(List<String> asked, Scope scope) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : asked) {
      if (!name.equals("display_name")) {
        scope.field(name);
      }
      names.add(name);
    }
    return names;
  }

  private Map<Model, Condition> linkLimits(Reader reader, List<ModelField> fields) {
    Map<Model, Condition> limits = new LinkedHashMap<>();
    for (ModelField field : fields) {
      Model target = field.target() == null ? null : registry.model(field.target()).orElse(null);
      if (target != null) {
        Condition reach =
            rights.scope(reader, target).reach(Operation.READ).orElse(Condition.NOTHING);
        if (!reach.equals(Condition.EVERY)) {
          limits.put(target, reach);
        }
      }
    }
    return limits;
  }
}
