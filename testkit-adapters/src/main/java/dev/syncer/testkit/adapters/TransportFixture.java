package dev.syncer.testkit.adapters;

import static dev.syncer.api.Group.group;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Records;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.testkit.base.TestModule;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A running node behind a transport, with two users, for the contracts of transports. */
public abstract class TransportFixture {
  public static final Map<String, Object> ANA = Map.of("uid", 1);
  public static final Map<String, Object> BEN = Map.of("uid", 2);

  /** The node. */
  protected Syncer syncer;

  /** Where it listens. */
  protected URI server;

  protected TransportFixture() {}

  /**
   * A node on a free port of the loopback address, not yet open, with default limits. Who calls
   * {@code /web/session/authenticate} with {@code uid} is the user with this id.
   */
  protected abstract Syncer node(SyncerOptions options, ModelModule... modules);

  /** Small, so that what happens at a limit happens soon. */
  protected SyncerOptions.Builder options() {
    return SyncerOptions.builder().outboundShare(64 * 1024).frameLimit(16 * 1024);
  }

  @BeforeEach
  protected void startNode() {
    TransportModule.Controller.reset();
    syncer = made(options().build()).open();
    syncer
        .database()
        .write(
            User.SYSTEM,
            unit -> {
              Records users = unit.model("test.user");
              for (String name : List.of("Ana", "Ben")) {
                users.create(Values.values().with("name", name));
              }
            });
    server = syncer.start().address();
  }

  private Syncer made(SyncerOptions options) {
    return node(options, modules());
  }

  /** The models and routes that the node has. */
  protected ModelModule[] modules() {
    return new ModelModule[] {new TestModule(group("user")), new TransportModule()};
  }

  /** The same database in another node, at another address. */
  protected final void restart(SyncerOptions options) {
    syncer.close();
    syncer = made(options).start();
    server = syncer.address();
  }

  @AfterEach
  protected void stopNode() {
    TransportModule.Controller.released.countDown();
    syncer.close();
  }

  /** Writes as the system. */
  protected final <T> T system(Function<UnitOfWork, T> work) {
    return syncer.database().writeReturning(User.SYSTEM, work);
  }

  /** Creates a task as the system; its id. */
  protected final long createTask(String name) {
    return system(unit -> unit.model("test.task").create(Values.values().with("name", name)));
  }
}
