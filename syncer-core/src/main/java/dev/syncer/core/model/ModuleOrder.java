package dev.syncer.core.model;

import dev.syncer.api.ModelModule;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.RootCause;
import dev.syncer.rpc.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** The order in which modules declare: each after those it depends on, else as they were found. */
final class ModuleOrder {
  private final BiConsumer<ErrorCode, String> faults;
  private final Map<ModelModule, Set<String>> dependencies = new LinkedHashMap<>();

  private ModuleOrder(BiConsumer<ErrorCode, String> faults) {
    this.faults = faults;
  }

  /** All modules in order; those of a circle stand at the end, after a fault. */
  static List<ModelModule> of(
      Collection<? extends ModelModule> modules, BiConsumer<ErrorCode, String> faults) {
    ModuleOrder order = new ModuleOrder(faults);
    Set<String> names = new LinkedHashSet<>();
    modules.forEach(module -> names.add(module.name()));
    modules.forEach(module -> order.add(module, names));
    return order.sorted();
  }

  private void add(ModelModule module, Set<String> names) {
    Set<String> known = new LinkedHashSet<>();
    try {
      for (String name : module.requires()) {
        if (names.contains(name)) {
          known.add(name);
        } else {
          faults.accept(
              ErrorCode.MODULE_DEPENDENCY,
              "module "
                  + module.name()
                  + " depends on module \""
                  + name
                  + "\", which is not installed."
                  + Suggestions.didYouMean(
                      name, names.stream().filter(each -> !each.equals(module.name())).toList())
                  + " Install it, or remove it from requires().");
        }
      }
    } catch (RuntimeException | LinkageError e) {
      faults.accept(
          ErrorCode.MODULE_BROKEN,
          "module "
              + module.name()
              + " failed while it told what it depends on: "
              + RootCause.words(e, module.getClass().getName())
              + ".");
    }
    dependencies.put(module, known);
  }

  private List<ModelModule> sorted() {
    List<ModelModule> sorted = new ArrayList<>();
    List<ModelModule> left = new ArrayList<>(dependencies.keySet());
    while (!left.isEmpty()) {
      Set<String> open = names(left);
      ModelModule next = null;
      for (ModelModule module : left) {
        if (next == null
            && dependencies.getOrDefault(module, Set.of()).stream().noneMatch(open::contains)) {
          next = module;
        }
      }
      if (next == null) {
        faults.accept(
            ErrorCode.MODULE_CYCLE,
            "the modules "
                + circle(left)
                + " depend on each other in a circle, so none of them can come first. Let one of"
                + " them go without the other; what both need belongs into a third.");
        sorted.addAll(left);
        return sorted;
      }
      left.remove(next);
      sorted.add(next);
    }
    return sorted;
  }

  private static Set<String> names(List<ModelModule> modules) {
    Set<String> names = new LinkedHashSet<>();
    modules.forEach(module -> names.add(module.name()));
    return names;
  }

  /** Without those that only wait for the circle: nobody in it depends on them. */
  private Set<String> circle(List<ModelModule> left) {
    List<ModelModule> circle = new ArrayList<>(left);
    boolean hasShrunk = true;
    while (hasShrunk) {
      Set<String> needed = new LinkedHashSet<>();
      circle.forEach(module -> needed.addAll(dependencies.getOrDefault(module, Set.of())));
      hasShrunk = circle.removeIf(module -> !needed.contains(module.name()));
    }
    return names(circle);
  }
}
