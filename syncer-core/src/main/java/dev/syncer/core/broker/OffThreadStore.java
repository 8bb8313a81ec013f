package dev.syncer.core.broker;

import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.WriteTransaction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The store as the parts of the broker have it: read on the lane of deliveries, and by no means on
 * the broker's thread, for which everybody waits. To read there is a fault of the program, and
 * thrown as such.
 */
final class OffThreadStore implements Store {
  private final Store store;
  private final BooleanSupplier isBroker;

  /**
   * @param isBroker whether the calling thread is the broker's
   */
  OffThreadStore(Store store, BooleanSupplier isBroker) {
    this.store = store;
    this.isBroker = isBroker;
  }

  @Override
  public <T extends @Nullable Object> T read(ReadLane lane, Function<ReadTransaction, T> work) {
    if (isBroker.getAsBoolean()) {
      throw new IllegalStateException("the broker's thread reads no database");
    }
    return store.read(lane, work);
  }

  @Override
  public <T extends @Nullable Object> T read(Function<ReadTransaction, T> work) {
    return read(ReadLane.DELIVERY, work);
  }

  @Override
  public StoreState open(Registry registry) {
    throw readsOnly();
  }

  @Override
  public void follow(CommitListener listener) {
    throw readsOnly();
  }

  @Override
  public <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
    throw readsOnly();
  }

  @Override
  public void close() {
    throw readsOnly();
  }

  private static IllegalStateException readsOnly() {
    return new IllegalStateException("the broker only reads");
  }
}
