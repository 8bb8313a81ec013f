package dev.syncer.rpc.core.call;

import dev.syncer.api.ModelModule;
import dev.syncer.api.User;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
import dev.syncer.core.model.Registry;
import dev.syncer.rpc.Route;
import dev.syncer.rpc.core.ControllerClass;
import dev.syncer.rpc.core.json.WireJson;
import jakarta.inject.Inject;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All routes of an application. Immutable. */
final class Routes {
  /** The route whose path may go on with a model and a method. */
  static final String CALL_KW = "/web/dataset/call_kw";

  private final RouteTable table = new RouteTable();

  /**
   * A route that a path leads to.
   *
   * @param fromPath arguments that the path holds
   */
  record Match(RouteMethod route, Map<String, Object> fromPath) {}

  /**
   * Makes all controllers, those that Guice modules add and those of model modules.
   *
   * @throws StartupException with every fault of every controller
   */
  @Inject
  Routes(
      Set<ControllerClass> installed, Registry registry, ControllerFactory factory, WireJson json) {
    List<String> faults = new ArrayList<>();
    for (ControllerClass each : installed) {
      new ControllerReader("", each.type(), factory, json, faults).read();
    }
    for (ModelModule module : registry.modules()) {
      for (Class<?> type : module.controllers()) {
        new ControllerReader("module " + module.name() + ": ", type, factory, json, faults).read();
      }
    }
    if (!faults.isEmpty()) {
      throw new StartupException(faults);
    }
  }

  /** The route of a path; empty if there is none. */
  Optional<Match> find(String path) {
    Optional<RouteMethod> route = table.find(path);
    if (route.isPresent()) {
      return Optional.of(new Match(route.get(), Map.of()));
    }
    if (path.startsWith(CALL_KW + "/")) {
      String[] parts = path.substring(CALL_KW.length() + 1).split("/", -1);
      if (parts.length == 2) {
        return table
            .find(CALL_KW)
            .map(models -> new Match(models, Map.of("model", parts[0], "method", parts[1])));
      }
    }
    return Optional.empty();
  }

  /** Reads one controller class. */
  private final class ControllerReader {
    private final String from;
    private final Class<?> type;
    private final ControllerFactory factory;
    private final WireJson json;
    private final List<String> faults;

    ControllerReader(
        String from, Class<?> type, ControllerFactory factory, WireJson json, List<String> faults) {
      this.from = from;
      this.type = type;
      this.factory = factory;
      this.json = json;
      this.faults = faults;
    }

    void read() {
      List<Method> methods = new ArrayList<>();
      for (Class<?> at = type; at != null; at = at.getSuperclass()) {
        Arrays.stream(at.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Route.class) && !method.isBridge())
            // The JVM promises no order, and faults are told in one.
            .sorted(Comparator.comparing(Method::getName).thenComparing(Method::toString))
            .forEach(methods::add);
      }
      if (methods.isEmpty()) {
        fault(
            "has no method with @Route. Add one, or take the class out of "
                + (from.isEmpty() ? "ControllerClass.add(…)." : "controllers()."));
        return;
      }
      Object controller;
      try {
        controller = factory.make(type);
      } catch (IllegalStateException e) {
        fault("cannot be made: " + e.getMessage());
        return;
      }
      methods.forEach(method -> read(controller, method));
    }

    private void read(Object controller, Method method) {
      int before = faults.size();
      Route route = method.getAnnotation(Route.class);
      String name = method.getName() + "()";
      if (!route.value().startsWith("/")) {
        fault(name + " has the route \"" + route.value() + "\". A route begins with a slash.");
      }
      if (!Modifier.isPublic(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
        fault(name + " has a route. Make it public, and not static.");
      } else if (!method.trySetAccessible()) {
        fault(name + " cannot be called. Open its package to this framework.");
      }
      Signature signature =
          Signature.of(method, Signature.OF_CALL, json, text -> fault(name + ": " + text));
      if (route.anonymous() && !signature.toleratesNull(User.class)) {
        fault(
            name
                + " is anonymous and takes a User, which is null without a session. Mark it"
                + " @Nullable.");
      }
      RouteMethod other = table.find(route.value()).orElse(null);
      if (other != null) {
        fault(
            name
                + " has the route \""
                + route.value()
                + "\", which "
                + other.method().getDeclaringClass().getSimpleName()
                + "."
                + other.method().getName()
                + "() has already. Rename one.");
      }
      if (faults.size() == before) {
        table.add(new RouteMethod(route.value(), route.anonymous(), controller, method, signature));
      }
    }

    private void fault(String text) {
      faults.add(
          ErrorCode.CONTROLLER_BROKEN.message(
              from + "the controller " + type.getSimpleName() + " " + text));
    }
  }
}
