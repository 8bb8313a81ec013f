package dev.syncer.rpc.core;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Frame;

/**
 * The way out of a request that is answered by events, as they come: a stream, or a poll. Either it
 * is refused, or it begins, sends events, and is closed. Methods are called by one thread at a
 * time, never block, and do nothing after the connection has closed.
 */
public interface EventOutlet {

  /** The answer to the request instead of events. */
  void refuse(RpcResponse response);

  /**
   * Queues what comes before the first event.
   *
   * @param subscriptions JSON in UTF-8: what was subscribed; nobody changes it
   * @param place where a client may go on that has got this; empty for nowhere
   */
  void begin(byte[] subscriptions, String place);

  /**
   * Queues an event behind all that was queued before it.
   *
   * @param place where a client may go on that has got this; empty for nowhere. Mostly the frame's
   *     own cursor
   */
  void event(Frame frame, String place);

  /** A heartbeat has passed: lets the peer hear that we are here. */
  void beat();

  /**
   * A part of a heartbeat has passed, the same between any two calls: a peer that has taken nothing
   * of what waits for twelve of them, more than two heartbeats, is cut.
   */
  default void pass() {}

  /** Bytes that were queued and not yet taken by the socket; see {@code Outlet.pendingBytes}. */
  long pendingBytes();

  /** Sends what is queued, then ends the answer. */
  void close(CloseCode code, String reason);
}
