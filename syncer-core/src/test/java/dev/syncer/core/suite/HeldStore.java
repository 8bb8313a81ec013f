package dev.syncer.core.suite;

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
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.WriteTransaction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A store that can hold its commits back from the listener: they are durable and readable, but
 * nobody has heard of them. So a test can stand in the moment between commit and push.
 */
public final class HeldStore implements Store {
  private final Store store;
  private final Deque<Commit> held = new ArrayDeque<>();
  private @Nullable CommitListener listener;
  private boolean isHolding;

  private final UnaryOperator<Commit> told;
  private final UnaryOperator<StoreState> opened;

  public HeldStore(Store store, UnaryOperator<Commit> told) {
    this(store, told, UnaryOperator.identity());
  }

  /**
   * @param told what the listener is told of a commit: a broken store tells something else
   * @param opened what is told when it opens
   */
  private HeldStore(Store store, UnaryOperator<Commit> told, UnaryOperator<StoreState> opened) {
    this.store = store;
    this.told = told;
    this.opened = opened;
  }

  /** Puts one in front of the store of a module, which is made in an injector of its own. */
  public static Module over(Module inner, UnaryOperator<Commit> told) {
    return over(inner, told, UnaryOperator.identity());
  }

  /** The same, of a database with this secret: names that are made of it are the same in both. */
  public static Module over(Module inner, UnaryOperator<Commit> told, String secret) {
    return over(
        inner, told, state -> new StoreState(state.epoch(), secret, state.head(), state.notes()));
  }

  private static Module over(
      Module inner, UnaryOperator<Commit> told, UnaryOperator<StoreState> opened) {
    return Modules.override(inner)
        .with(
            new AbstractModule() {
              @Override
              protected void configure() {
                Store store = Guice.createInjector(inner).getInstance(Store.class);
                HeldStore held = new HeldStore(store, told, opened);
                bind(HeldStore.class).toInstance(held);
                bind(Store.class).toInstance(held);
              }
            });
  }

  public synchronized void hold() {
    isHolding = true;
  }

  public synchronized void release() {
    isHolding = false;
    while (!held.isEmpty() && listener != null) {
      listener.committed(told.apply(held.remove()));
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
    return opened.apply(store.open(registry));
  }

  @Override
  public synchronized void follow(CommitListener follower) {
    listener = follower;
    store.follow(this::committed);
  }

  @Override
  public <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
    return store.write(work);
  }

  @Override
  public <T extends @Nullable Object> T read(ReadLane lane, Function<ReadTransaction, T> work) {
    return store.read(lane, work);
  }

  @Override
  public void close() {
    store.close();
  }
}
