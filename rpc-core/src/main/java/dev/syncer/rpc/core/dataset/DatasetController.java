package dev.syncer.rpc.core.dataset;

import dev.syncer.api.Database;
import dev.syncer.api.User;
import dev.syncer.core.model.Registry;
import dev.syncer.rpc.Param;
import dev.syncer.rpc.Route;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import dev.syncer.rpc.core.call.Signature;
import dev.syncer.rpc.core.json.WireJson;
import jakarta.inject.Inject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the methods of {@link ModelMethods} behind one route, for every model. */
final class DatasetController {
  private static final Set<Class<?>> GIVEN = Set.of(ModelUnits.class);

  private final Registry registry;
  private final Database database;
  private final ModelMethods target;
  private final Map<String, Callable> byName = new HashMap<>();

  private record Callable(Method method, Signature signature) {}

  @Inject
  DatasetController(Registry registry, Database database, WireJson json, Limits limits) {
    this.registry = registry;
    this.database = database;
    this.target = new ModelMethods(registry, limits);
    for (Method method : ModelMethods.class.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())) {
        Signature signature =
            Signature.of(
                method,
                GIVEN,
                json,
                fault -> {
                  throw new IllegalStateException(method + ": " + fault);
                });
        byName.put(wireName(method.getName()), new Callable(method, signature));
      }
    }
  }

  /** {@code searchRead} is {@code search_read} on the wire. */
  private static String wireName(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /**
   * Calls a method of a model. A model with which the caller may do nothing answers exactly like
   * one that there is not; whoever has not logged in is asked to do that first.
   */
  @Route(value = "/web/dataset/call_kw", anonymous = true)
  public @Nullable Object call(
      @Nullable User session,
      String model,
      String method,
      @Param(value = "args", optional = true) @Nullable List<?> args,
      @Param(value = "kwargs", optional = true) @Nullable Map<String, Object> kwargs)
      throws Throwable {
    ModelUnits units =
        new ModelUnits(
            database,
            session,
            registry.model(model).filter(each -> !each.isSystemOnly()).orElse(null));
    Callable callable = byName.get(method);
    if (callable == null) {
      units.askRights();
      throw new RpcFault(
          Kind.NOT_FOUND,
          "there is no such method of models. They have "
              + byName.keySet().stream().sorted().toList()
              + "; what a module does besides is a route of its own.");
    }
    try {
      @Nullable Object[] arguments =
          callable.signature.bind(
              args == null ? List.of() : args, kwargs == null ? Map.of() : kwargs, type -> units);
      Object answer = callable.method.invoke(target, arguments);
      units.askRights();
      return answer;
    } catch (InvocationTargetException e) {
      units.askRights();
      throw e.getCause() == null ? e : e.getCause();
    } catch (RpcFault e) {
      units.askRights();
      throw e;
    }
  }
}
