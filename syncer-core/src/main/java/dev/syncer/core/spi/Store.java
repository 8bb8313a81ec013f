package dev.syncer.core.spi;

import dev.syncer.core.model.Registry;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the records of all models and the change log, in one database.
 *
 * <p>Order of calls: {@link #open}, {@link #follow}, then reads and writes by many threads, then
 * {@link #close}. Guarantees:
 *
 * <ul>
 *   <li>A unit of work that returns is durable as a whole; one that throws leaves nothing, not even
 *       a used position.
 *   <li>Positions rise by commit order and never come back, also over restarts.
 *   <li>The listener gets every commit once, in the order of positions, after it is durable, on one
 *       thread of the store at a time; it must not block.
 *   <li>A read sees one committed state from beginning to end and never waits for a writer.
 * </ul>
 */
public interface Store extends AutoCloseable {

  /**
   * Opens the database and makes its tables what the models say.
   *
   * <p>Where it adds a column to a table that is there, it drops the note under the {@link
   * dev.syncer.core.model.ModelField#noteKey} of the field, in the same transaction: what was noted
   * of values is about values that are not there. A start that is cut off in between would else
   * find a new column that counts as made.
   *
   * @throws dev.syncer.core.fault.StartupException if the database cannot be used; nothing was
   *     changed then
   */
  StoreState open(Registry registry);

  /** Names the one who hears of commits; called once, before the first write. */
  void follow(CommitListener listener);

  /**
   * Runs a unit of work that writes and returns when it is committed.
   *
   * @throws IllegalStateException when called by a thread that is inside a unit of work that writes
   * @throws StoreException if the database refuses; nothing was written
   * @throws TimeOverException if the caller's {@linkplain Deadline#current deadline} is over before
   *     the work has ended; nothing was written
   */
  <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work);

  /**
   * Runs a unit of work that reads, on a connection that only reads of the same lane can take.
   *
   * @throws StoreException if the database refuses, or no connection of the lane becomes free
   * @throws TimeOverException if the {@linkplain Deadline#current current deadline} is over
   */
  <T extends @Nullable Object> T read(ReadLane lane, Function<ReadTransaction, T> work);

  /** As {@link #read(ReadLane, Function)}, on the {@linkplain ReadLane#current current lane}. */
  default <T extends @Nullable Object> T read(Function<ReadTransaction, T> work) {
    return read(ReadLane.current(), work);
  }

  /**
   * Names the one who hears that the database is lost to this store: another server has taken it
   * over, or its files are not those that were opened. Nothing is read or written from then on. A
   * store that cannot lose its database never calls.
   *
   * @param follower called once, on a thread of the store; must not block
   */
  default void onLoss(Consumer<StoreException> follower) {}

  /**
   * Probes what writes and what reads: whether each answers in time, and whether the last write
   * failed for a reason of the database. Cheap; asked by those who watch the node.
   *
   * @param within the time that each has to answer
   */
  default StoreHealth health(Duration within) {
    return StoreHealth.asked(this, within);
  }

  /** Ends after the writes that have begun; later calls throw {@link StoreException}. */
  @Override
  void close();
}
