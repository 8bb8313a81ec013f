package dev.syncer.core.broker;

import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.Store;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads for the broker: elsewhere, in the turns of users, within a time, and back as a task of its
 * thread. Safe for use by many threads.
 *
 * @param store asked whether it answers at all, where a read failed
 * @param time that one read may take
 * @param atLast for where it cannot even be told that something failed
 */
record Reading(
    Store store, Duration time, BrokerThreads threads, Failures failures, Runnable atLast) {

  /**
   * Reads in the turn of a user.
   *
   * @param what it is, for the log
   * @param then gets what was read, on the broker's thread
   * @param otherwise gets why what was read for has to end, on the broker's thread; empty if those
   *     concerned have to come back
   */
  <T extends @Nullable Object> void elsewhere(
      String what,
      long user,
      Supplier<T> read,
      Consumer<T> then,
      Consumer<Optional<Ending>> otherwise) {
    threads.read(
        user,
        () ->
            failures.guarded(
                what,
                () -> {
                  T got;
                  try {
                    got = Deadline.after(time).during(read);
                  } catch (RuntimeException | Error e) {
                    failures.tell(what, e);
                    Optional<Ending> ending = Ending.of(e, store);
                    threads.execute(what, () -> otherwise.accept(ending), atLast);
                    return;
                  }
                  threads.execute(what, () -> then.accept(got), atLast);
                },
                atLast));
  }
}
