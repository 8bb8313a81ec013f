package dev.syncer.core.suite;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Module;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.WriteTransaction;
import java.util.Collections;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store whose reads of a lane wait as long as a test likes, or fail; it remembers which threads
 * have read.
 */
final class LaneStore implements Store {
  private final Store store;
  private final Set<ReadLane> held = new CopyOnWriteArraySet<>();
  private final Set<String> threads = Collections.synchronizedSet(new HashSet<>());
  private volatile CountDownLatch release = new CountDownLatch(0);
  private volatile Consumer<ReadLane> before = lane -> {};

  private LaneStore(Store store) {
    this.store = store;
  }

  /** Puts it in front of the store, which is made in an injector of its own. */
  static Module before(Module inner) {
    return new AbstractModule() {
      @Override
      protected void configure() {
        LaneStore made = new LaneStore(Guice.createInjector(inner).getInstance(Store.class));
        bind(LaneStore.class).toInstance(made);
        bind(Store.class).toInstance(made);
      }
    };
  }

  /** From now on reads of a lane wait. */
  void hold(ReadLane lane) {
    release = new CountDownLatch(1);
    held.add(lane);
  }

  /** Lets them go on. */
  void release() {
    held.clear();
    release.countDown();
  }

  /** From now on this happens before each read, on the thread that reads. */
  void beforeReads(Consumer<ReadLane> what) {
    before = what;
  }

  /** The names of the threads that have read. */
  Set<String> threads() {
    return Set.copyOf(threads);
  }

  @Override
  public StoreState open(Registry registry) {
    return store.open(registry);
  }

  @Override
  public void follow(CommitListener listener) {
    store.follow(listener);
  }

  @Override
  public <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
    return store.write(work);
  }

  @Override
  public <T extends @Nullable Object> T read(ReadLane lane, Function<ReadTransaction, T> work) {
    threads.add(Objects.requireNonNull(Thread.currentThread().getName()));
    if (held.contains(lane)) {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    before.accept(lane);
    return store.read(lane, work);
  }

  @Override
  public void close() {
    release();
    store.close();
  }
}
