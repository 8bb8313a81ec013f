package dev.syncer.core.suite;

import static dev.syncer.api.Values.values;

import com.google.inject.Injector;
import com.google.inject.Module;
import dev.syncer.api.Database;
import dev.syncer.api.Filter;
import dev.syncer.api.Query;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.model.Registry;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.shape.ShapeRequest;
import dev.syncer.core.shape.Shapes;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import dev.syncer.rpc.RpcException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A node with random models and rights, on which random tests act. Used by one thread. */
public final class OracleNode {
  private final Random random;
  private final RandomModels models;
  private final SyncerOptions options;
  private final Module[] installed;
  private @Nullable Injector injector;

  /**
   * @param installed the store, and what else the node is made of
   */
  public OracleNode(
      Random random, RandomModels models, SyncerOptions options, Module... installed) {
    this.random = random;
    this.models = models;
    this.options = options;
    this.installed = installed;
  }

  public void start() {
    injector = Syncer.builder().options(options).models(models).install(installed).injector();
    get(Syncer.class).start();
  }

  public void close() {
    get(Syncer.class).close();
  }

  /** Where it listens; only with a transport. */
  public URI address() {
    return get(Syncer.class).address();
  }

  public <T> T get(Class<T> type) {
    return Objects.requireNonNull(injector).getInstance(type);
  }

  public Database database() {
    return get(Syncer.class).database();
  }

  /** One of the choices. */
  public <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** A user's record, which is to be created. */
  public Values newUser() {
    return values()
        .with("name", "t" + random.nextInt(3))
        .with("n0", (long) random.nextInt(3))
        .with("groups", groups());
  }

  private List<String> groups() {
    return RandomRights.GROUPS.stream().filter(group -> random.nextInt(5) < 3).toList();
  }

  /** What is to be written to a user's record so that they may do something else. */
  public Values otherRights() {
    return switch (random.nextInt(6)) {
      case 0 -> values().with("active", random.nextInt(3) > 0);
      case 1, 2 -> values().with("n0", (long) random.nextInt(3));
      default -> values().with("groups", groups());
    };
  }

  /** What somebody might subscribe to. */
  public RandomShapeRequest anyRequest() {
    return RandomShapeRequest.of(
        random, any(models.all().stream().filter(RandomModel::isSynced).toList()));
  }

  /** The position of the last commit. */
  public long head() {
    return get(Store.class).<Long>read(ReadTransaction::head);
  }

  public boolean mayConnect(User user) {
    Filter active = Filter.where("id", "=", user.id()).and(Filter.where("active", "=", true));
    return user.isSystem()
        || database()
            .read(
                User.SYSTEM,
                unit -> unit.model(RandomRights.USERS).count(Query.all().where(active)) == 1);
  }

  /** Waits until the broker has done all that it was given. */
  public void flush() {
    get(Broker.class).flushed().toCompletableFuture().join();
  }

  /**
   * Whether what somebody asks for would be refused today: a subscription shows nothing then. A
   * read may answer still, as it may look into lists of which not all can be read.
   */
  public boolean refuses(User user, RandomShapeRequest request) {
    Rights rights = get(Rights.class);
    Principal reader = get(Store.class).read(transaction -> rights.principal(transaction, user));
    try {
      ShapeRequest asked = request.request(get(Registry.class));
      get(Shapes.class).shape(reader, asked);
      return !get(Shapes.class).canRead(reader, asked.model());
    } catch (RpcException e) {
      return true;
    }
  }
}
