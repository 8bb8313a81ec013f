package dev.syncer.rpc.core.call;

import dev.syncer.core.thread.InFlight;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import java.time.Duration;

/** Counts the calls that run on this node, and closes before it stops. */
public final class CallGate {
  private final int limit;
  private final InFlight running;
  private boolean isClosed;

  CallGate(int limit, InFlight running) {
    this.limit = limit;
    this.running = running;
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
    if (!running.enter(limit)) {
      throw new RpcFault(
          Kind.UNAVAILABLE, limit + " calls run on this node already. Call again in a moment.");
    }
  }

  void leave() {
    running.leave();
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
  public void awaitIdle(Duration time) {
    running.awaitNone(time);
  }
}
