package dev.syncer.rpc.core.dataset;

import dev.syncer.api.Database;
import dev.syncer.api.User;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.rights.Scope;
import dev.syncer.core.spi.Store;
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
  private static final Set<Class<?>> GIVEN = Set.of(Model.class, Scope.class, User.class);

  private final Registry registry;
  private final Rights rights;
  private final Store store;
  private final ModelMethods target;
  private final Map<String, Callable> byName = new HashMap<>();

  private record Callable(Method method, Signature signature) {}

  @Inject
  DatasetController(
      Registry registry,
      Rights rights,
      Store store,
      Database database,
      WireJson json,
      Limits limits) {
    this.registry = registry;
    this.rights = rights;
    this.store = store;
    this.target = new ModelMethods(database, registry, limits);
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
    User user = session == null ? User.ANONYMOUS : session;
    Scope scope = scope(user, model);
    Callable callable = byName.get(method);
    if (scope == null && session == null) {
      throw new RpcFault(Kind.SESSION_EXPIRED, "");
    }
    if (scope == null) {
      throw new RpcFault(Kind.NOT_FOUND, "there is no such model, or it is not for clients.");
    }
    if (callable == null) {
      throw new RpcFault(
          Kind.NOT_FOUND,
          "the models have no such method. They have "
              + byName.keySet().stream().sorted().toList()
              + ".");
    }
    @Nullable Object[] arguments =
        callable.signature.bind(
            args == null ? List.of() : args,
            kwargs == null ? Map.of() : kwargs,
            type -> type == User.class ? user : type == Scope.class ? scope : scope.model());
    try {
      return callable.method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  /** What somebody may do with a model of this name; null if there is nothing for them. */
  private @Nullable Scope scope(User user, String name) {
    Model model = registry.model(name).filter(each -> !each.isSystemOnly()).orElse(null);
    if (model == null) {
      return null;
    }
    Principal reader = store.read(transaction -> rights.principal(transaction, user));
    Scope scope = rights.scope(reader, model);
    return scope.isEmpty() ? null : scope;
  }
}
