package dev.syncer.core.change;

import com.google.inject.Inject;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import java.time.Instant;
import java.util.List;
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
    return read(ChangeLog::start);
  }

  /**
   * The position of the last commit before a time, at least {@link #start}. Where the clock was put
   * back it is the one of several that a search by halves meets.
   */
  public long before(Instant time) {
    return read(
        transaction -> {
          long low = start(transaction);
          long high = transaction.head();
          while (low < high) {
            long middle = low + (high - low) / 2;
            List<Commit> next = transaction.log(middle, 1);
            if (next.isEmpty() || !next.get(0).time().isBefore(time)) {
              high = middle;
            } else {
              low = next.get(0).position();
            }
          }
          return low;
        });
  }

  private static long start(ReadTransaction transaction) {
    return transaction.oldest() - 1;
  }

  private long read(ToLongFunction<ReadTransaction> query) {
    return store.<Long>read(query::applyAsLong);
  }
}
