package dev.syncer.core.broker;

import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.Store;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to read for the broker: elsewhere, in the turns of users, within a time, and back
 * as a task of its thread. Safe for use by many threads.
 *
 * @param store read elsewhere only
 * @param memory counts what is kept
 * @param chunk records of one frame of a snapshot
 * @param time that one read may take
 */
record Reading(
    Store store,
    Registry registry,
    Links links,
    FrameWriter writer,
    MemoryBudget memory,
    int chunk,
    Duration time,
    BrokerThreads threads,
    Failures failures) {

  /**
   * Reads in the turn of a user.
   *
   * @param what it is, for the log
   * @param then gets what was read, on the broker's thread
   * @param otherwise gets why what was read for has to end, on the broker's thread; empty if those
   *     concerned have to come back
   * @param atLast for where even that fails
   */
  <T extends @Nullable Object> void elsewhere(
      String what,
      long user,
      Supplier<T> read,
      Consumer<T> then,
      Consumer<Optional<Ending>> otherwise,
      Runnable atLast) {
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
