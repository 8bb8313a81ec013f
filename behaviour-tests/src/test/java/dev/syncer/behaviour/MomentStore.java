package dev.syncer.behaviour;

import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.WriteTransaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store in which a test chooses what happens at a moment that nobody can wait for: just before a
 * read, or between the last statement of a unit of work and its commit.
 */
final class MomentStore implements Store {
  private static final Runnable NOTHING = () -> {};

  private final Store store;
  private final boolean tellsEarly;
  private final AtomicBoolean failsNext = new AtomicBoolean();
  private volatile Runnable beforeRead = NOTHING;
  private CommitListener listener = commit -> {};

  /**
   * @param tellsEarly whether it has the fault that its listener hears of a commit before there is
   *     one
   */
  MomentStore(Store store, boolean tellsEarly) {
    this.store = store;
    this.tellsEarly = tellsEarly;
  }

  /** From now on this happens before each read, on the thread that reads. */
  void beforeReads(Runnable what) {
    beforeRead = what;
  }

  /** From now on nothing happens before a read. */
  void readsAlone() {
    beforeRead = NOTHING;
  }

  /** The next unit of work fails when all is written, as where the disk is full. */
  void failNextCommit() {
    failsNext.set(true);
  }

  @Override
  public StoreState open(Registry registry) {
    return store.open(registry);
  }

  @Override
  public void follow(CommitListener follower) {
    listener = follower;
    if (!tellsEarly) {
      store.follow(follower);
    }
  }

  @Override
  public <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
    return store.write(
        transaction -> {
          T value = work.apply(tellsEarly ? telling(transaction) : transaction);
          if (failsNext.getAndSet(false)) {
            throw new IllegalStateException("the disk is full");
          }
          return value;
        });
  }

  private WriteTransaction telling(WriteTransaction sound) {
    return (WriteTransaction)
        Proxy.newProxyInstance(
            WriteTransaction.class.getClassLoader(),
            new Class<?>[] {WriteTransaction.class},
            (proxy, method, arguments) -> {
              try {
                Object answer = method.invoke(sound, arguments);
                if (method.getName().equals("append")) {
                  listener.committed(((Commit) arguments[0]).at((Long) answer));
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public <T extends @Nullable Object> T read(ReadLane lane, Function<ReadTransaction, T> work) {
    beforeRead.run();
    return store.read(lane, work);
  }

  @Override
  public void close() {
    store.close();
  }
}
