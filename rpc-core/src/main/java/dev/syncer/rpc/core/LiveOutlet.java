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
}
