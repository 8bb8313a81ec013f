package dev.syncer.testkit;

import dev.syncer.api.Database;
import dev.syncer.api.Filter;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.ReadUnit;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The database as one user has it. What that user may not do is refused as it is to a client: the
 * exceptions are those of {@link dev.syncer.api.Records}.
 */
public final class UserDatabase {
  private final TestNode node;
  private final User user;

  UserDatabase(TestNode node, User user) {
    this.node = node;
    this.user = user;
  }

  private Database database() {
    return node.get(Database.class);
  }

  /** Who acts. */
  public User user() {
    return user;
  }

  /** Creates a record in a unit of work of its own; its id. */
  public long create(String model, Values values) {
    return writeReturning(unit -> unit.model(model).create(values));
  }

  /** Writes to a record in a unit of work of its own. */
  public void write(String model, long id, Values values) {
    write(unit -> unit.model(model).write(id, values));
  }

  /** Deletes a record in a unit of work of its own. */
  public void unlink(String model, long id) {
    write(unit -> unit.model(model).unlink(id));
  }

  /** A record as the user may read it. */
  public ModelRecord record(String model, long id) {
    return read(unit -> unit.model(model).get(id));
  }

  /** The records that the user may read. */
  public List<ModelRecord> records(String model) {
    return read(unit -> unit.model(model).searchRead(Query.all()));
  }

  /** The records that match and that the user may read, ids ascending. */
  public List<ModelRecord> records(String model, Filter which) {
    return read(unit -> unit.model(model).searchRead(which));
  }

  /** The ids of the records that match and that the user may read, ascending. */
  public List<Long> search(String model, Filter which) {
    return read(unit -> unit.model(model).search(which));
  }

  /** How many records match that the user may read. */
  public long count(String model, Filter which) {
    return read(unit -> unit.model(model).count(which));
  }

  /** Does several things in one unit of work. */
  public void write(Consumer<UnitOfWork> work) {
    database().write(user, work);
  }

  /** Does several things in one unit of work, and answers what it answers. */
  public <T extends @Nullable Object> T writeReturning(Function<UnitOfWork, T> work) {
    return database().writeReturning(user, work);
  }

  /**
   * Reads on one state of the database, and answers what the work answers. Inside {@code
   * assertThat} the compiler needs the type of the lambda, {@code read((ReadUnit unit) -> …)};
   * {@link #record}, {@link #records}, {@link #search} and {@link #count} need nothing.
   */
  public <T extends @Nullable Object> T read(Function<ReadUnit, T> work) {
    return database().read(user, work);
  }

  /**
   * Calls a route by RPC in a session of the user, as a page does.
   *
   * @param path of the route, such as {@code /web/session/get_session_info}
   * @return the answer as it is sent: with {@code result}, or with {@code error} where it is
   *     refused
   */
  public JsonNode call(String path, Map<String, ?> params) {
    return new UserCalls(node, user).call(path, params);
  }

  /**
   * Calls a method of a model by RPC, as a page does: {@code call("desk.order", "create",
   * List.of(Map.of("state", "draft")), Map.of())}.
   *
   * @return as {@link #call(String, Map)}
   */
  public JsonNode call(String model, String method, List<?> args, Map<String, ?> kwargs) {
    return call(
        "/web/dataset/call_kw",
        Map.of("model", model, "method", method, "args", args, "kwargs", kwargs));
  }

  /** Subscribes to all records of a model that the user may read, beginning with those there. */
  public Live live(String model) {
    return live(model, Filter.all());
  }

  /** Subscribes to those records of a model that match, and that the user may read. */
  public Live live(String model, Filter filter) {
    return node.connected(new Live(node, user, model, filter));
  }
}
