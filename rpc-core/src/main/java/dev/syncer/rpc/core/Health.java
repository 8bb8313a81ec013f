package dev.syncer.rpc.core;

import java.util.concurrent.CompletionStage;

/** The health of a node, for monitoring. Safe for use by many threads. */
public interface Health {

  /**
   * Probes the parts of the node. Returns at once and completes within some seconds, never
   * exceptionally; never waits behind calls.
   *
   * @return status 200 where all is well, else 503; JSON that says which part is not
   */
  CompletionStage<RpcResponse> probe();
}
