package dev.syncer.rpc.core.call;

import dev.syncer.rpc.core.call.RpcFault.Kind;
import java.time.Duration;

/** Counts the calls that run on this node, and closes before it stops. */
public final class CallGate {
  private final int limit;
  private int running;
  private boolean isClosed;

  CallGate(int limit) {
    this.limit = limit;
  }

  /**
   * A call begins; {@link #leave} must follow.
   *
   * @throws RpcFault if the node stops, or has too many
   */
  synchronized void enter() {
    if (isClosed) {
      throw new RpcFault(Kind.STOPPING, "The server is restarting; retry shortly.");
    }
    if (running >= limit) {
      throw new RpcFault(
          Kind.UNAVAILABLE, limit + " calls run on this node already. Call again in a moment.");
    }
    running++;
  }

  synchronized void leave() {
    running--;
    if (running == 0) {
      notifyAll();
    }
  }

  /** Whether no call is let in any more. */
  public synchronized boolean isClosed() {
    return isClosed;
  }

  /** Lets no call in any more. */
  public synchronized void close() {
    isClosed = true;
  }

  /** Waits until no call runs, or the time is over; blocks. */
  public synchronized void awaitIdle(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); running > 0 && left > 0; left = end - System.nanoTime()) {
      java.util.concurrent.TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }
}
