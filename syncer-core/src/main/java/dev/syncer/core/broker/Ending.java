package dev.syncer.core.broker;

import dev.syncer.core.spi.MemoryOverException;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.TimeOverException;
import dev.syncer.rpc.RpcException;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a subscription ends alone: it cannot be served, and everything else on its connection can.
 *
 * @param code what went wrong, for programs
 * @param message the same for people: what failed, the rule, the remedy
 */
record Ending(String code, String message) {
  /** What it shows does not fit into the memory for windows. */
  static final Ending OVER_MEMORY =
      new Ending(
          "over_memory",
          "the window of this subscription takes more memory than this node has left for windows."
              + " Subscribe with a lower limit, without an order and a limit, or again later.");

  Ending {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
  }

  /**
   * What a failure means for the subscription that was being served. Reads the database.
   *
   * @param store asked whether it answers at all: then a read that failed is to blame itself
   * @return empty if the subscription is not to blame: the connection has to come back then
   */
  static Optional<Ending> of(Throwable failure, Store store) {
    if (failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError)) {
      return Optional.empty();
    }
    if (failure instanceof TimeOverException) {
      return Optional.of(
          new Ending(
              "over_time",
              "what this subscription shows takes longer to read than it may. Subscribe with a"
                  + " narrower filter, an order that an index serves, or a lower limit."));
    }
    if (failure instanceof MemoryOverException) {
      return Optional.of(OVER_MEMORY);
    }
    if (failure instanceof StoreException && !answers(store)) {
      return Optional.empty();
    }
    String message =
        failure instanceof RpcException told
            ? String.valueOf(told.getMessage())
            : "what this subscription shows could not be computed; the server's log says why."
                + " Subscribe without the field, the filter or the order that fails.";
    return Optional.of(new Ending("failed", message));
  }

  private static boolean answers(Store store) {
    try {
      return store.<Long>read(transaction -> transaction.head()) >= 0;
    } catch (RuntimeException | Error e) {
      return false;
    }
  }
}
