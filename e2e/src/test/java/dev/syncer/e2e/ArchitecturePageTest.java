package dev.syncer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/architecture.md draws is what the code is. */
final class ArchitecturePageTest {
  private static final String CORE = "dev.syncer.core.";
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  /** The modules by their packages; the longest name that fits is the module. */
  private static final Map<String, String> MODULES =
      Map.of(
          "dev.syncer.api", "syncer-api",
          "dev.syncer.rpc", "syncer-api",
          "dev.syncer.core", "syncer-core",
          "dev.syncer.rpc.core", "rpc-core",
          "dev.syncer.store", "store-jdbi",
          "dev.syncer.transport", "transport-undertow");

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.syncer");

  private final String page = Project.text("docs/architecture.md");

  @Test
  void modules_knowWhatThePageSays() {
    Map<String, Set<String>> drawn = table("Modules");

    assertThat(arrows(ArchitecturePageTest::module)).isEqualTo(drawn);
  }

  @Test
  void roomsOfTheCore_knowWhatThePageSays() {
    Map<String, Set<String>> drawn = table("The rooms of the core");

    assertThat(arrows(ArchitecturePageTest::room)).isEqualTo(drawn);
  }

  /** The control: an arrow that the page does not draw is found. */
  @Test
  void arrows_ofThisVeryTest_areNotThoseOfThePage() {
    assertThat(arrows(each -> Optional.of(each.getPackageName()))).isNotEqualTo(table("Modules"));
  }

  @Test
  void theWayOfAWrite_namesTypesThatThereAre() {
    String way = page.substring(page.indexOf("## One write"));
    Set<String> types = PRODUCT.stream().map(JavaClass::getSimpleName).collect(Collectors.toSet());

    List<String> named = quoted(way);

    assertThat(named).hasSizeGreaterThan(20);
    assertThat(types).containsAll(named);
  }

  /** Who knows whom, by the parts that a class belongs to; every part is there. */
  private static Map<String, Set<String>> arrows(Function<JavaClass, Optional<String>> part) {
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (JavaClass from : PRODUCT) {
      part.apply(from)
          .ifPresent(
              name -> {
                Set<String> known = arrows.computeIfAbsent(name, n -> new TreeSet<>());
                from.getDirectDependenciesFromSelf().stream()
                    .flatMap(
                        use -> part.apply(use.getTargetClass().getBaseComponentType()).stream())
                    .filter(other -> !other.equals(name))
                    .forEach(known::add);
              });
    }
    return arrows;
  }

  private static Optional<String> module(JavaClass one) {
    return MODULES.keySet().stream()
        .filter(each -> (one.getPackageName() + ".").startsWith(each + "."))
        .max((a, b) -> Integer.compare(a.length(), b.length()))
        .map(MODULES::get);
  }

  private static Optional<String> room(JavaClass one) {
    return one.getPackageName().startsWith(CORE)
        ? Optional.of(one.getPackageName().substring(CORE.length()))
        : Optional.empty();
  }

  /** What the rows of a table say in their last column of the one that they name in the first. */
  private Map<String, Set<String>> table(String heading) {
    String section = page.substring(page.indexOf("## " + heading + "\n"));
    Map<String, String> known = new LinkedHashMap<>();
    section
        .lines()
        .dropWhile(line -> !line.startsWith("|---"))
        .skip(1)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|", -1))
        .forEach(cells -> known.put(quoted(cells[1]).get(0), cells[3]));
    Map<String, Set<String>> table = new TreeMap<>();
    known.forEach((name, cell) -> table.put(name, known(name, cell, known.keySet())));
    return table;
  }

  private static Set<String> known(String name, String cell, Set<String> all) {
    Set<String> named = new TreeSet<>(quoted(cell));
    if (!cell.contains("all but")) {
      return named;
    }
    Set<String> others = new TreeSet<>(all);
    others.removeAll(named);
    others.remove(name);
    return others;
  }

  private static List<String> quoted(String text) {
    return QUOTED.matcher(text).results().map((MatchResult each) -> each.group(1)).toList();
  }
}
