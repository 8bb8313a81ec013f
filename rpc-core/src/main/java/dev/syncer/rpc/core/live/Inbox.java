package dev.syncer.rpc.core.live;

import dev.syncer.rpc.core.LiveOutlet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The messages of one connection that wait to be handled, one after the other. While there are many
 * the peer is not read: who sends fast waits, and is not sent away. Safe for use by many threads.
 */
final class Inbox {
  /** Messages that may wait. */
  private static final int MOST = 64;

  private final SerialExecutor serial;
  private final LiveOutlet outlet;
  private final long mostBytes;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean isHeld = new AtomicBoolean();

  /**
   * @param threads runs a task elsewhere, or answers false if it has no room
   * @param mostBytes bytes that may wait
   * @param stuck told when there is no thread on which to go on: what waits is dropped then
   */
  Inbox(Predicate<Runnable> threads, LiveOutlet outlet, long mostBytes, Runnable stuck) {
    this.serial = new SerialExecutor(threads, stuck);
    this.outlet = outlet;
    this.mostBytes = mostBytes;
  }

  /**
   * Queues a message. Called by one thread at a time.
   *
   * @param size its bytes
   * @param handling answers when it has taken effect; what came behind it waits for that
   * @return false if there is no thread for it; what waits is dropped then
   */
  boolean take(int size, Supplier<? extends CompletionStage<?>> handling) {
    bytes.addAndGet(size);
    boolean isTaken =
        serial.execute(
            () ->
                SerialExecutor.run(handling)
                    .whenComplete(
                        (done, failure) -> {
                          bytes.addAndGet(-size);
                          readOnIfFew();
                        }));
    if (isTaken && isFull()) {
      // In this order: what runs beside it reads on only what is held already.
      outlet.hold();
      isHeld.set(true);
      readOnIfFew();
    }
    return isTaken;
  }

  private boolean isFull() {
    return serial.size() >= MOST || bytes.get() > mostBytes;
  }

  private void readOnIfFew() {
    if (isHeld.get()
        && serial.size() <= MOST / 2
        && bytes.get() <= mostBytes / 2
        && isHeld.compareAndSet(true, false)) {
      outlet.readOn();
    }
  }

  /** Whether the peer is not read for now, so that nothing can be heard of it. */
  boolean isHeld() {
    return isHeld.get();
  }

  /** Runs something behind all that came; false if there is no thread for it. */
  boolean afterwards(Runnable task) {
    return serial.execute(
        () -> {
          task.run();
          return CompletableFuture.completedStage(true);
        });
  }
}
