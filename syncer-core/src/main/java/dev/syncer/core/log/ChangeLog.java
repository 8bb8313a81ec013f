package dev.syncer.core.log;

import com.google.inject.Inject;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import java.time.Instant;
import java.util.function.ToLongFunction;

/** Places in the change log. Safe for use by many threads; reads the database. */
public final class ChangeLog {
  private final Store store;

  @Inject
  public ChangeLog(Store store) {
    this.store = store;
  }

  /** The position of the last commit; 0 if there is none. */
  public long head() {
    return read(ReadTransaction::head);
  }

  /** The earliest position after which the log still holds every commit. */
  public long start() {
    return read(transaction -> transaction.oldest() - 1);
  }

  /** The position of the last commit before a time; {@link #start} if the log holds none. */
  public long before(Instant time) {
    return read(transaction -> transaction.lastBefore(time));
  }

  private long read(ToLongFunction<ReadTransaction> query) {
    return store.<Long>read(query::applyAsLong);
  }
}
