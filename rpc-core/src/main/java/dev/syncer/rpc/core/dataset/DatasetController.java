package dev.syncer.rpc.core.dataset;

import dev.syncer.api.Database;
import dev.syncer.api.User;
import dev.syncer.core.model.Registry;
import dev.syncer.rpc.Param;
import dev.syncer.rpc.Route;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.call.RouteMethod;
import dev.syncer.rpc.core.call.RouteTable;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import dev.syncer.rpc.core.json.WireJson;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the methods of {@link ModelMethods} behind one route, for every model. */
final class DatasetController {
  private final Registry registry;
  private final Database database;
  private final RouteTable methods;

  @Inject
  DatasetController(Registry registry, Database database, WireJson json, Limits limits) {
    this.registry = registry;
    this.database = database;
    this.methods =
        RouteTable.ofPublic(new ModelMethods(registry, limits), Set.of(ModelUnits.class), json);
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
    RouteMethod found = methods.find(method).orElse(null);
    if (found == null) {
      units.askRights();
      throw new RpcFault(
          Kind.NOT_FOUND,
          "there is no such method of models. They have "
              + methods.names()
              + "; what a module does besides is a route of its own.");
    }
    try {
      return found.call(
          args == null ? List.of() : args, kwargs == null ? Map.of() : kwargs, type -> units);
    } finally {
      units.askRights();
    }
  }
}
