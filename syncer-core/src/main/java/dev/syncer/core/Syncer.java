package dev.syncer.core;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import dev.syncer.api.Database;
import dev.syncer.api.ModelModule;
import dev.syncer.core.broker.DefaultBroker;
import dev.syncer.core.fault.StartupException;
import dev.syncer.core.log.Retention;
import dev.syncer.core.model.Registry;
import dev.syncer.core.schema.SchemaUpdate;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.Transport;
import dev.syncer.core.thread.DaemonThreads;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node: store, broker and transport together. {@link #open} makes the database usable, for
 * start-up code; {@link #start} lets clients in; {@link #close} ends both. Called by one thread. It
 * closes by itself when another server has taken its database over, or the file was taken away.
 *
 * <pre>{@code
 * try (Syncer syncer = Syncer.builder()
 *     .install(
 *         JdbiStoreModule.sqlite(Path.of("notes.db")),
 *         new RpcModule(),
 *         UndertowModule.listening(HttpOptions.defaults()))
 *     .start()) { … }
 * }</pre>
 */
public final class Syncer implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Store store;
  private final ModelModules modules;
  private final Registry registry;
  private final SchemaUpdate schema;
  private final DefaultBroker broker;
  private final Retention retention;
  private final Database database;
  private final Optional<Transport> transport;
  private final DaemonThreads daemons;
  private boolean isOpen;
  private boolean isStarted;

  @Inject
  Syncer(
      Store store,
      ModelModules modules,
      Registry registry,
      SchemaUpdate schema,
      DefaultBroker broker,
      Retention retention,
      Database database,
      Optional<Transport> transport,
      DaemonThreads daemons) {
    this.store = store;
    this.modules = modules;
    this.registry = registry;
    this.schema = schema;
    this.broker = broker;
    this.retention = retention;
    this.database = database;
    this.transport = transport;
    this.daemons = daemons;
  }

  /** Collects options and Guice modules; for those who don't care about an injector. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Opens the database, and makes its tables and what is stored in derived fields what the models
   * say. Where modules have changed this may take as long as writing each of their records.
   *
   * @throws StartupException if it cannot be used; nothing is left open
   */
  public synchronized Syncer open() {
    if (isOpen) {
      return this;
    }
    NoLog.tellIfSo();
    StoreState state = store.open(registry);
    isOpen = true;
    try {
      broker.start(state);
      store.follow(broker);
      store.onLoss(loss -> end());
      broker.schemas(schema.apply(state));
      retention.start();
      if (transport.isEmpty()) {
        modules.announce(registry);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    return this;
  }

  /**
   * Opens the database if need be, and lets clients in.
   *
   * @throws StartupException if the database or the address cannot be used; nothing is left open
   */
  public synchronized Syncer start() {
    open();
    try {
      transport.ifPresent(this::letIn);
      isStarted = true;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    return this;
  }

  /** Clients find another node, or this one when it is started again; here nothing is true now. */
  private void end() {
    daemons.named("syncer-end").newThread(this::close).start();
  }

  /** Only now are the modules told: a start that fails says why, and nothing else. */
  private void letIn(Transport door) {
    door.start();
    modules.announce(registry);
  }

  /** The database; usable after {@link #open}. */
  public Database database() {
    return database;
  }

  /**
   * Where clients find it.
   *
   * @throws IllegalStateException if no transport was installed
   */
  public URI address() {
    return transport
        .orElseThrow(() -> new IllegalStateException("no transport module was installed"))
        .address();
  }

  /** Sends clients away so that they come back, lets calls finish, and closes the database. */
  @Override
  public synchronized void close() {
    if (isStarted) {
      transport.ifPresent(door -> door.stop(GRACE));
      isStarted = false;
    }
    if (isOpen) {
      retention.close();
      broker.stopping();
      // The store first: after it has closed no commit can follow, and the broker has had them all.
      store.close();
      broker.close();
      isOpen = false;
    }
  }

  /** Collects what a node is made of. */
  public static final class Builder {
    private SyncerOptions options = SyncerOptions.defaults();
    private @Nullable ModelModules modules;
    private final List<Module> installed = new ArrayList<>();

    private Builder() {}

    public Builder options(SyncerOptions settings) {
      this.options = Objects.requireNonNull(settings, "settings");
      return this;
    }

    /** Exactly these model modules; without it those that the class path names. */
    public Builder models(ModelModule... chosen) {
      return models(ModelModules.of(chosen));
    }

    /** Exactly these model modules; without it those that the class path names. */
    public Builder models(ModelModules chosen) {
      this.modules = Objects.requireNonNull(chosen, "chosen");
      return this;
    }

    /** Guice modules: a store, and what else the application is made of. */
    public Builder install(Module... modulesOfGuice) {
      installed.addAll(List.of(modulesOfGuice));
      return this;
    }

    /**
     * Makes the injector.
     *
     * @throws StartupException with all faults of the model modules
     */
    public Injector injector() {
      List<Module> all = new ArrayList<>(installed);
      all.add(0, new SyncerModule(options, modules == null ? ModelModules.discovered() : modules));
      try {
        return Guice.createInjector(all);
      } catch (CreationException e) {
        throw WiringFaults.of(e.getErrorMessages());
      } catch (ProvisionException e) {
        throw WiringFaults.of(e.getErrorMessages());
      }
    }

    /**
     * Makes the node; nothing is open yet.
     *
     * @throws StartupException with all faults of the model modules
     */
    public Syncer build() {
      Injector injector = injector();
      try {
        return injector.getInstance(Syncer.class);
      } catch (ProvisionException e) {
        throw WiringFaults.of(e.getErrorMessages());
      }
    }

    /** Makes the node and starts it. */
    public Syncer start() {
      return build().start();
    }
  }
}
