package dev.syncer.testkit;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Module;
import com.google.inject.util.Modules;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.StoreHealth;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.WriteTransaction;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store that does what a {@link Fault} says, and else what the one behind it does. */
final class FaultyStore implements Store {
  private final Store store;
  private final PlannedFault faults;
  private volatile boolean isDown;
  private volatile boolean isSilent;

  private FaultyStore(Store store, PlannedFault faults) {
    this.store = store;
    this.faults = faults;
  }

  /** Puts one in front of the store of a module, which is made in an injector of its own. */
  static Module over(Module inner, PlannedFault faults) {
    Store store = Guice.createInjector(inner).getInstance(Store.class);
    return Modules.override(inner)
        .with(
            new AbstractModule() {
              @Override
              protected void configure() {
                bind(Store.class).toInstance(new FaultyStore(store, faults));
              }
            });
  }

  private static StoreException failed(Fault fault) {
    return new StoreException("Fault." + fault + ", as the test planned.", null);
  }

  private void checkUp() {
    if (isDown) {
      throw new StoreException("the node has crashed, as the test planned: restart() it.", null);
    }
  }

  @Override
  public StoreState open(Registry registry) {
    return store.open(registry);
  }

  @Override
  public void follow(CommitListener listener) {
    store.follow(commit -> tell(listener, commit));
  }

  private void tell(CommitListener listener, Commit commit) {
    if (!isSilent) {
      listener.committed(commit);
    }
  }

  @Override
  public <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
    checkUp();
    Fault fault = faults.take();
    if (fault == null) {
      return store.write(work);
    }
    if (fault == Fault.CRASH_AFTER_COMMIT) {
      isSilent = true;
      store.write(work);
      isDown = true;
      throw failed(fault);
    }
    Function<WriteTransaction, T> failing =
        transaction -> {
          T unused = work.apply(transaction);
          throw failed(fault);
        };
    try {
      return store.write(failing);
    } finally {
      isDown = fault == Fault.CRASH_BEFORE_COMMIT;
    }
  }

  @Override
  public <T extends @Nullable Object> T read(ReadLane lane, Function<ReadTransaction, T> work) {
    checkUp();
    return store.read(lane, work);
  }

  @Override
  public void onLoss(Consumer<StoreException> follower) {
    store.onLoss(follower);
  }

  @Override
  public StoreHealth health(Duration within) {
    return store.health(within);
  }

  @Override
  public void close() {
    store.close();
  }
}
