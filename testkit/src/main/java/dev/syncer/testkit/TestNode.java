package dev.syncer.testkit;

import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.multibindings.OptionalBinder;
import dev.syncer.api.ModelModule;
import dev.syncer.core.Syncer;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.model.Registry;
import dev.syncer.rpc.core.RpcModule;
import dev.syncer.store.jdbi.JdbiStoreModule;
import dev.syncer.store.jdbi.SqliteOptions;
import dev.syncer.store.jdbi.SqliteOptions.Synchronous;
import dev.syncer.testkit.base.MovableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The node of one test. Used by the thread of the test. */
public final class TestNode {
  private static final long PATIENCE_SECONDS = 20;

  private final List<ModelModule> modules;
  private final boolean isDurable;
  private final Path folder;
  private final MovableClock clock = new MovableClock();
  private final PlannedFault faults = new PlannedFault();
  private final List<Live> lives = new ArrayList<>();
  private @Nullable Injector injector;

  private TestNode(List<ModelModule> modules, boolean isDurable, Path folder) {
    this.modules = modules;
    this.isDurable = isDurable;
    this.folder = folder;
  }

  static TestNode of(SyncerTest settings) {
    List<ModelModule> modules = new ArrayList<>();
    for (Class<? extends ModelModule> module : settings.modules()) {
      modules.add(made(module));
    }
    if (Registry.of(modules).users().isEmpty()) {
      modules.add(new PlainUsers());
    }
    try {
      TestNode node =
          new TestNode(modules, settings.durable(), Files.createTempDirectory("syncer-test"));
      node.open();
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ModelModule made(Class<? extends ModelModule> module) {
    try {
      var constructor = module.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "@SyncerTest cannot make "
              + module.getName()
              + ": it needs a constructor without parameters that does not throw.",
          e);
    }
  }

  private void open() {
    SqliteOptions options =
        SqliteOptions.builder(folder.resolve("test.db"))
            .synchronous(isDurable ? Synchronous.FULL : Synchronous.NORMAL)
            .build();
    Module ofTest =
        binder ->
            OptionalBinder.newOptionalBinder(binder, Clock.class).setBinding().toInstance(clock);
    injector =
        Syncer.builder()
            .models(modules.toArray(ModelModule[]::new))
            .install(
                FaultyStore.over(JdbiStoreModule.sqlite(options), faults), new RpcModule(), ofTest)
            .injector();
    get(Syncer.class).open();
  }

  <T> T get(Class<T> type) {
    return Objects.requireNonNull(injector, "the node is not open").getInstance(type);
  }

  /** Its database, as one user or another. */
  public TestDatabase database() {
    return new TestDatabase(this);
  }

  /** Makes users. */
  public TestUsers users() {
    return new TestUsers(this);
  }

  /** What the node takes for the time; it stands still until the test moves it. */
  public MovableClock clock() {
    return clock;
  }

  /** Lets the next unit of work that writes meet with a fault. */
  public void next(Fault fault) {
    faults.plan(fault);
  }

  /**
   * Ends the node and starts it again over the same database. Who was connected is disconnected;
   * see {@link Live#resume}.
   */
  public void restart() {
    lives.forEach(Live::interrupted);
    get(Syncer.class).close();
    faults.forget();
    open();
  }

  Live connected(Live live) {
    lives.add(live);
    return live;
  }

  /** Returns when every commit up to now was handed to all who are live. */
  void flush() {
    answer(
        get(Broker.class).flushed().toCompletableFuture(), "the node did not hand out its commits");
  }

  /**
   * What a future of the node answers, as soon as it does.
   *
   * @param failure what to say if it does not
   */
  static <T extends @Nullable Object> T answer(CompletableFuture<T> future, String failure) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(failure + ": interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(failure, e);
    }
  }

  void end() {
    try {
      get(Syncer.class).close();
    } finally {
      delete();
    }
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
