package dev.syncer.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.syncer.core.Syncer;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Rule;
import dev.syncer.core.rights.Principal;

/** What the modules may know of each other. */
enum ArchitectureRule {
  API_KNOWS_JAVA_AND_JSPECIFY_ONLY(
      classes()
          .that(Layer.API.holds())
          .should()
          .onlyDependOnClassesThat(
              Layer.API
                  .holds()
                  .or(JavaClass.Predicates.resideInAnyPackage("java..", "org.jspecify..")))),
  CORE_KNOWS_NO_ADAPTER(
      noClasses()
          .that(Layer.CORE.holds())
          .should()
          .dependOnClassesThat(
              Layer.RPC.holds().or(Layer.STORE.holds()).or(Layer.TRANSPORT.holds()))),
  RPC_KNOWS_NO_STORE_AND_NO_TRANSPORT(
      noClasses()
          .that(Layer.RPC.holds())
          .should()
          .dependOnClassesThat(Layer.STORE.holds().or(Layer.TRANSPORT.holds()))),
  STORE_KNOWS_NO_RPC_AND_NO_TRANSPORT(
      noClasses()
          .that(Layer.STORE.holds())
          .should()
          .dependOnClassesThat(Layer.RPC.holds().or(Layer.TRANSPORT.holds()))),
  TRANSPORT_KNOWS_NO_STORE(
      noClasses().that(Layer.TRANSPORT.holds()).should().dependOnClassesThat(Layer.STORE.holds())),
  /** Who only reads knows nothing of writing. */
  WHO_READS_KNOWS_NO_WRITING(
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.syncer.core.view..",
              "dev.syncer.core.shape..",
              "dev.syncer.core.presence..",
              "dev.syncer.core.broker..",
              "dev.syncer.core.rights..",
              "dev.syncer.core.view.wrong..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.syncer.core.work..")),
  /** Applications call the root of the core, and need no room of it. */
  EXAMPLES_NEED_NO_ROOM_OF_THE_CORE(
      noClasses()
          .that()
          .resideInAPackage("dev.syncer.examples..")
          .should()
          .dependOnClassesThat(
              Layer.CORE
                  .holds()
                  .and(
                      DescribedPredicate.not(
                          JavaClass.Predicates.resideInAnyPackage(
                              "dev.syncer.core",
                              "dev.syncer.core.fault",
                              "dev.syncer.core.spi"))))),
  /** Packages stand one on another: who reads one needs only those below it. */
  PACKAGES_MAKE_NO_CIRCLE(
      SlicesRuleDefinition.slices().assignedFrom(new Packages()).should().beFreeOfCycles()),
  UNDERTOW_IS_IN_THE_TRANSPORT_ONLY(
      noClasses()
          .that(DescribedPredicate.not(Layer.TRANSPORT.holds()))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.undertow..", "org.xnio..")),
  SQL_IS_IN_THE_STORE_ONLY(
      noClasses()
          .that(DescribedPredicate.not(Layer.STORE.holds()))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.jdbi..", "org.sqlite..", "java.sql..")),
  /** In the store, lists of values travel into SQL as one JSON parameter; that is all it may do. */
  JSON_IN_THE_STORE_IS_A_PARAMETER_ONLY(
      noClasses()
          .that(Layer.STORE.holds())
          .and()
          .doNotHaveFullyQualifiedName("dev.syncer.store.jdbi.Sql")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("tools.jackson..")),
  INTERNAL_PACKAGES_ARE_USED_IN_THEIR_MODULE_ONLY(
      classes().should(new KeepToItsOwnInternals()).allowEmptyShould(true)),
  LOGGING_IS_SLF4J(GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING),
  LIBRARIES_DO_NOT_PRINT(
      noClasses().that(Layer.LIBRARIES).should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)),
  /** Who draws conclusions from grants and rules of his own, sooner or later draws others. */
  RIGHTS_ARE_WEIGHED_IN_ONE_PLACE(
      noClasses()
          .that(
              DescribedPredicate.not(
                  JavaClass.Predicates.resideInAnyPackage(
                      "dev.syncer.core.rights", "dev.syncer.core.model")))
          // It compares what was declared at two starts, and concludes nothing for anybody.
          .and()
          .doNotHaveFullyQualifiedName("dev.syncer.core.schema.ModelFingerprint")
          .should()
          .callMethodWhere(
              new Calls(Model.class, "grants")
                  .or(new Calls(Model.class, "rules"))
                  .or(new Calls(Model.class, "senders"))
                  .or(new Calls(ModelField.class, "readers"))
                  .or(new Calls(ModelField.class, "writers"))
                  .or(new Calls(Rule.class, "condition"))
                  .or(new Calls(Principal.class, "groups")))),
  NOBODY_SLEEPS(noClasses().should().callMethodWhere(new Calls(Thread.class, "sleep"))),
  CORE_ASKS_A_CLOCK(
      noClasses()
          .that(Layer.CORE.holds())
          .should()
          .callMethodWhere(new Calls(System.class, "currentTimeMillis")));

  private final ArchRule rule;

  ArchitectureRule(ArchRule rule) {
    this.rule = rule;
  }

  EvaluationResult evaluate(JavaClasses classes) {
    return rule.evaluate(classes);
  }

  /** The modules, by their packages. */
  private enum Layer {
    API("dev.syncer.api..", "dev.syncer.rpc"),
    CORE("dev.syncer.core.."),
    RPC("dev.syncer.rpc.core.."),
    STORE("dev.syncer.store.."),
    TRANSPORT("dev.syncer.transport..");

    /** What others build on; not the examples, and not the testkits, which run in tests. */
    static final DescribedPredicate<JavaClass> LIBRARIES =
        API.holds().or(CORE.holds()).or(RPC.holds()).or(STORE.holds()).or(TRANSPORT.holds());

    private final String[] packages;

    Layer(String... packages) {
      this.packages = packages;
    }

    DescribedPredicate<JavaClass> holds() {
      return JavaClass.Predicates.resideInAnyPackage(packages);
    }
  }

  /**
   * Each package by itself, also where the name of one begins with that of another. What wires
   * packages together with Guice stands above them, and is no part of the one that it lies in.
   */
  private static final class Packages implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      JavaClass outermost = javaClass;
      while (outermost.getEnclosingClass().isPresent()) {
        outermost = outermost.getEnclosingClass().get();
      }
      boolean isWiring =
          outermost.isAssignableTo("com.google.inject.Module")
              || outermost.isEquivalentTo(Syncer.class); // it makes the injector
      return isWiring
          ? SliceIdentifier.of(outermost.getPackageName(), "wiring")
          : SliceIdentifier.of(outermost.getPackageName());
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }

  /** A class uses packages named internal only where it shares the name before it. */
  private static final class KeepToItsOwnInternals extends ArchCondition<JavaClass> {
    private static final String INTERNAL = ".internal";

    KeepToItsOwnInternals() {
      super("keep to the internals of their own module");
    }

    @Override
    public void check(JavaClass user, ConditionEvents events) {
      user.getDirectDependenciesFromSelf().stream()
          .filter(use -> isForeign(use.getTargetClass().getPackageName(), user.getPackageName()))
          .forEach(use -> events.add(SimpleConditionEvent.violated(use, use.getDescription())));
    }

    private static boolean isForeign(String used, String user) {
      int end = (used + ".").indexOf(INTERNAL + ".");
      return used.startsWith("dev.syncer.")
          && end >= 0
          && !(user + ".").startsWith(used.substring(0, end) + ".");
    }
  }

  /** Calls of a method, whatever its parameters. */
  private static final class Calls extends DescribedPredicate<JavaMethodCall> {
    private final Class<?> owner;
    private final String method;

    Calls(Class<?> owner, String method) {
      super("the method is " + owner.getSimpleName() + "." + method);
      this.owner = owner;
      this.method = method;
    }

    @Override
    public boolean test(JavaMethodCall call) {
      return call.getTargetOwner().isEquivalentTo(owner) && call.getName().equals(method);
    }
  }
}
