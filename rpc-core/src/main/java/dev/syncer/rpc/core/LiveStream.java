package dev.syncer.rpc.core;

/**
 * The server's side of a connection, to which the transport tells what becomes of it. Called by one
 * thread at a time; no method blocks.
 */
public interface LiveStream {

  /** The outlet has fallen below half of its share. */
  void drained();

  /** The connection is gone. Harmless when called again. */
  void closed();
}
