package dev.syncer.core.model;

import static dev.syncer.api.Fields.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.core.fault.StartupException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleOrderTest {

  /** Adds a field of its own name to {@code t.thing}; the module "base" declares that model. */
  private static ModelModule module(String name, String... dependsOn) {
    return new ModelModule() {
      @Override
      public void define(Models models) {
        (name.equals("base") ? models.model("t.thing") : models.extend("t.thing"))
            .fields(text(name));
      }

      @Override
      public String name() {
        return name;
      }

      @Override
      public List<String> requires() {
        return List.of(dependsOn);
      }
    };
  }

  private static List<String> order(ModelModule... modules) {
    Registry registry = Registry.of(List.of(modules));
    List<String> names = registry.modules().stream().map(ModelModule::name).toList();
    assertThat(registry.model("t.thing").orElseThrow().declaredFields().stream())
        .extracting(ModelField::name)
        .filteredOn(name -> !name.equals("base"))
        .containsExactlyElementsOf(names.stream().filter(n -> !n.equals("base")).toList());
    return names;
  }

  private static List<String> faultsOf(ModelModule... modules) {
    StartupException fault =
        catchThrowableOfType(StartupException.class, () -> Registry.of(List.of(modules)));
    assertThat(fault).as("the registry takes these modules").isNotNull();
    return fault.faults();
  }

  @Test
  void modules_thatDependOnNothing_stayAsFound() {
    assertThat(order(module("b"), module("base"), module("a"))).containsExactly("b", "base", "a");
  }

  @Test
  void modules_thatDepend_comeAfterThoseTheyDependOn() {
    assertThat(
            order(
                module("c", "a", "b"),
                module("b", "a"),
                module("d"),
                module("a", "base"),
                module("base")))
        .containsExactly("d", "base", "a", "b", "c");
  }

  @Test
  void dependency_thatIsNotThere_isAFaultThatNamesBoth() {
    List<String> faults = faultsOf(module("base"), module("project", "bass"));

    assertThat(faults).hasSize(1);
    assertThat(faults.get(0))
        .startsWith("SYNC-1014: module project depends on module \"bass\"")
        .contains("Did you mean \"base\"?");
  }

  @Test
  void circle_isAFaultThatNamesItsModulesAndNoOther() {
    List<String> faults =
        faultsOf(module("base"), module("a", "b"), module("b", "a"), module("after", "a"));

    assertThat(faults).hasSize(1);
    assertThat(faults.get(0)).startsWith("SYNC-1015: the modules [a, b] depend");
  }

  @Test
  void module_thatDependsOnItself_isACircle() {
    assertThat(faultsOf(module("base"), module("a", "a")).get(0))
        .startsWith("SYNC-1015: the modules [a] depend");
  }
}
