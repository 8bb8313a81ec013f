package dev.syncer.rpc.core.call;

import dev.syncer.rpc.Route;
import dev.syncer.rpc.core.json.WireJson;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Methods by the names under which they are called: the routes of controllers, the methods of
 * models, those of {@code syncer.v1}. All bind their arguments alike, by {@link Signature}. Not
 * changed after it was made.
 */
public final class RouteTable {
  private final Map<String, RouteMethod> byName = new HashMap<>();

  RouteTable() {}

  /**
   * The methods of the framework's own class that have a {@link Route}, by it.
   *
   * @param given types of parameters that come from the call
   */
  public static RouteTable ofRoutes(Object target, Set<Class<?>> given, WireJson json) {
    return of(
        target,
        method -> {
          Route route = method.getAnnotation(Route.class);
          return route == null ? null : route.value();
        },
        given,
        json);
  }

  /**
   * The public methods of the framework's own class: {@code searchRead} as {@code search_read}.
   *
   * @param given types of parameters that come from the call
   */
  public static RouteTable ofPublic(Object target, Set<Class<?>> given, WireJson json) {
    return of(target, method -> wireName(method.getName()), given, json);
  }

  private static RouteTable of(
      Object target,
      Function<Method, @Nullable String> naming,
      Set<Class<?>> given,
      WireJson json) {
    RouteTable table = new RouteTable();
    for (Method method : target.getClass().getDeclaredMethods()) {
      String name = Modifier.isPublic(method.getModifiers()) ? naming.apply(method) : null;
      if (name != null) {
        method.setAccessible(true);
        Signature signature =
            Signature.of(
                method,
                given,
                json,
                fault -> {
                  throw new IllegalStateException(method + ": " + fault);
                });
        table.add(new RouteMethod(name, false, target, method, signature));
      }
    }
    return table;
  }

  private static String wireName(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  void add(RouteMethod method) {
    byName.put(method.path(), method);
  }

  /** The method of a name; empty if there is none. */
  public Optional<RouteMethod> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All names, sorted. */
  public List<String> names() {
    return byName.keySet().stream().sorted().toList();
  }
}
