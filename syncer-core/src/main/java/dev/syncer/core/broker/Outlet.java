package dev.syncer.core.broker;

/**
 * The way out of one connection, made by a transport. Methods are called by any thread, never
 * block, and do nothing after the connection has closed.
 */
public interface Outlet {

  /** Queues a frame behind all that was queued before it. */
  void send(Frame frame);

  /**
   * Bytes that were queued and not yet taken by the socket. When this has fallen below half of the
   * connection's share after it was above it, the transport calls {@link Connection#drained}.
   */
  long pendingBytes();

  /** Sends what is queued, then ends the connection. */
  void close(CloseCode code, String reason);
}
