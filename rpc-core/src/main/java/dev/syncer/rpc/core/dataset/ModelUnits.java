package dev.syncer.rpc.core.dataset;

import dev.syncer.api.Database;
import dev.syncer.api.ReadUnit;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.core.model.Model;
import dev.syncer.core.rights.Scope;
import dev.syncer.core.view.RecordReader;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The unit of work of one call of a model's method. Who calls, and what they may do with the model,
 * is found out in it: its state decides, and nothing before it.
 */
final class ModelUnits {
  private final Database database;
  private final User user;
  private final boolean hasSession;
  private final @Nullable Model model;
  private boolean hasAsked;

  /**
   * @param session who has logged in; null for nobody
   * @param model null where clients have no such model
   */
  ModelUnits(Database database, @Nullable User session, @Nullable Model model) {
    this.database = database;
    this.user = session == null ? User.ANONYMOUS : session;
    this.hasSession = session != null;
    this.model = model;
  }

  User user() {
    return user;
  }

  /**
   * The model.
   *
   * @throws RpcFault if clients have none of this name
   */
  Model model() {
    if (model == null) {
      throw notFound();
    }
    return model;
  }

  /**
   * Does work that writes.
   *
   * @throws RpcFault if there is nothing that the caller may do with the model
   */
  <T extends @Nullable Object> T write(BiFunction<UnitOfWork, Scope, T> work) {
    return database.writeReturning(user, unit -> work.apply(unit, scope(unit)));
  }

  /**
   * Does work that reads.
   *
   * @throws RpcFault if there is nothing that the caller may do with the model
   */
  <T extends @Nullable Object> T read(BiFunction<ReadUnit, Scope, T> work) {
    return database.read(user, unit -> work.apply(unit, scope(unit)));
  }

  /**
   * Makes sure that the rights were asked, also of a call that needs no unit of work, or is refused
   * before: nobody learns from its answer that there is a model.
   *
   * @throws RpcFault if there is nothing that the caller may do with the model
   */
  void askRights() {
    if (!hasAsked) {
      model();
      read((unit, scope) -> scope);
    }
  }

  private Scope scope(ReadUnit unit) {
    hasAsked = true;
    Scope scope = RecordReader.scope(unit, model());
    if (scope.isEmpty()) {
      throw notFound();
    }
    return scope;
  }

  /** The same for a model that there is not and for one with which the caller may do nothing. */
  private RpcFault notFound() {
    return hasSession
        ? new RpcFault(Kind.NOT_FOUND, "there is no such model, or it is not for clients.")
        : new RpcFault(Kind.SESSION_EXPIRED, "");
  }
}
