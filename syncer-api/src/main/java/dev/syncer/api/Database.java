package dev.syncer.api;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A database with the models of the application. Safe for use by many threads.
 *
 * <p>A unit of work that ends normally is committed as one step and its changes are sent; one that
 * throws leaves nothing behind and the exception reaches the caller.
 */
public interface Database {

  /** Its name on the wire, {@code demo} in the channel {@code demo:project.task}. */
  String name();

  /**
   * Runs a unit of work that may write, and returns when it is committed. Units of work that write
   * run one after the other, so keep them short: no calls to other machines inside.
   *
   * @throws IllegalStateException when called inside another unit of work
   */
  <T extends @Nullable Object> T write(User user, Function<UnitOfWork, T> work);

  /** As {@link #write}, for work that answers nothing. */
  default void run(User user, Consumer<UnitOfWork> work) {
    write(
        user,
        unit -> {
          work.accept(unit);
          return null;
        });
  }

  /** Runs a unit of work that only reads, on one consistent state of the database. */
  <T extends @Nullable Object> T read(User user, Function<UnitOfWork, T> work);
}
