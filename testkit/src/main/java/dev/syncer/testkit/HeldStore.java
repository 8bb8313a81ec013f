package dev.syncer.testkit;

import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.WriteTransaction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store that can hold its commits back from the listener: they are durable and readable, but
 * nobody has heard of them. So a test can stand in the moment between commit and push.
 */
final class HeldStore implements Store {
  private final Store store;
  private final Deque<Commit> held = new ArrayDeque<>();
  private @Nullable CommitListener listener;
  private boolean isHolding;

  HeldStore(Store store) {
    this.store = store;
  }

  synchronized void hold() {
    isHolding = true;
  }

  synchronized void release() {
    isHolding = false;
    while (!held.isEmpty() && listener != null) {
      listener.committed(held.remove());
    }
  }

  private synchronized void committed(Commit commit) {
    held.add(commit);
    if (!isHolding) {
      release();
    }
  }

  @Override
  public StoreState open(Registry registry) {
    return store.open(registry);
  }

  @Override
  public synchronized void follow(CommitListener told) {
    listener = told;
    store.follow(this::committed);
  }

  @Override
  public <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
    return store.write(work);
  }

  @Override
  public <T extends @Nullable Object> T read(Function<ReadTransaction, T> work) {
    return store.read(work);
  }

  @Override
  public void close() {
    store.close();
  }
}
