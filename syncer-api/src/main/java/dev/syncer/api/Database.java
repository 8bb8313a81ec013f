package dev.syncer.api;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A database with the models of the application. Safe for use by many threads.
 *
 * <p>{@link #write} and {@link #writeReturning} change records, {@link #read} cannot: it hands out
 * a {@link ReadUnit}, which has no method that writes. A unit of work that ends normally is
 * committed as one step and its changes are sent; one that throws leaves nothing behind and the
 * exception reaches the caller.
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
  default void write(User user, Consumer<UnitOfWork> work) {
    writeReturning(
        user,
        unit -> {
          work.accept(unit);
          return null;
        });
  }

  /**
   * Runs a unit of work that may write, as {@link #write} does, and answers what it answers: {@code
   * long id = database.writeReturning(user, unit -> unit.model("notes.note").create(values))}.
   *
   * @throws IllegalStateException when called inside another unit of work
   */
  <T extends @Nullable Object> T writeReturning(User user, Function<UnitOfWork, T> work);

  /** Reads on one consistent state of the database, and answers what the work answers. */
  <T extends @Nullable Object> T read(User user, Function<ReadUnit, T> work);
}
