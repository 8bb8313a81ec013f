package dev.syncer.rpc.core;

import dev.syncer.core.broker.Outlet;

/** The way out of a connection that also carries answers. */
public interface LiveOutlet extends Outlet {

  /**
   * Queues a message behind all that was queued before it.
   *
   * @param json a complete JSON-RPC message in UTF-8; nobody changes it
   */
  void sendMessage(byte[] json);

  /** Asks the peer for a sign of life, whatever its program is busy with. */
  default void ping() {}

  /**
   * Reads no more of the peer until {@link #readOn}: enough of it waits. What has been read already
   * may still come. Called inside of {@link LiveSession#message} only.
   */
  default void hold() {}

  /** Reads on after {@link #hold}. */
  default void readOn() {}
}
