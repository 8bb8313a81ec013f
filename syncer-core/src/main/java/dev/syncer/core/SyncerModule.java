package dev.syncer.core;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import dev.syncer.api.Database;
import dev.syncer.api.ModelModule;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.BrokerOptions;
import dev.syncer.core.broker.DefaultBroker;
import dev.syncer.core.log.Retention;
import dev.syncer.core.log.RetentionOptions;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.model.Registry;
import dev.syncer.core.rights.DecidingRecords;
import dev.syncer.core.rights.Principals;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.schema.SchemaUpdate;
import dev.syncer.core.shape.Shapes;
import dev.syncer.core.spi.Transport;
import dev.syncer.core.thread.DaemonThreads;
import dev.syncer.core.work.CommitTracking;
import dev.syncer.core.work.DatabaseOptions;
import dev.syncer.core.work.DefaultDatabase;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;

/**
 * Binds the core: {@link Syncer}, {@link Database}, {@link Registry}, {@link Broker}. A store
 * module has to be installed beside it; a transport may be. Other Guice modules add model modules
 * of their own with {@code Multibinder.newSetBinder(binder(), ModelModule.class)}.
 */
public final class SyncerModule extends AbstractModule {
  private final SyncerOptions options;
  private final ModelModules modules;

  public SyncerModule(SyncerOptions options, ModelModules modules) {
    this.options = Objects.requireNonNull(options, "options");
    this.modules = Objects.requireNonNull(modules, "modules");
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    Multibinder.newSetBinder(binder(), ModelModule.class);
    OptionalBinder.newOptionalBinder(binder(), Transport.class);
    OptionalBinder.newOptionalBinder(binder(), Clock.class)
        .setDefault()
        .toInstance(Clock.systemUTC());
    bind(SyncerOptions.class).toInstance(options);
    bind(CommitTracking.class).in(Scopes.SINGLETON);
    bind(Rights.class).in(Scopes.SINGLETON);
    bind(DecidingRecords.class).in(Scopes.SINGLETON);
    bind(Principals.class).in(Scopes.SINGLETON);
    bind(Shapes.class).in(Scopes.SINGLETON);
    bind(DefaultDatabase.class).in(Scopes.SINGLETON);
    bind(Database.class).to(DefaultDatabase.class);
    bind(SchemaUpdate.class).in(Scopes.SINGLETON);
    bind(DefaultBroker.class).in(Scopes.SINGLETON);
    bind(Broker.class).to(DefaultBroker.class);
    bind(Retention.class).in(Scopes.SINGLETON);
    bind(DaemonThreads.class).toInstance(new DaemonThreads());
    bind(Syncer.class).in(Scopes.SINGLETON);
  }

  @Provides
  BrokerOptions brokerOptions() {
    return new BrokerOptions(
        options.database(),
        options.outboundShare(),
        options.snapshotChunk(),
        options.frameLimit(),
        options.overflow(),
        options.presenceUsers());
  }

  @Provides
  DatabaseOptions databaseOptions() {
    return new DatabaseOptions(options.database(), options.commitLimit());
  }

  @Provides
  RetentionOptions retentionOptions() {
    return new RetentionOptions(options.retentionAge(), options.retentionCount());
  }

  @Provides
  @Singleton
  MemoryBudget memory() {
    return new MemoryBudget(options.memoryBudget());
  }

  @Provides
  @Singleton
  ModelModules installed(Set<ModelModule> contributed) {
    return modules.and(contributed);
  }

  @Provides
  @Singleton
  Registry registry(ModelModules installed) {
    return Registry.of(installed.checked());
  }
}
