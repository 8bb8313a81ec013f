package dev.syncer.rpc.core;

import java.util.concurrent.CompletionStage;

/** Answers JSON-RPC requests that came over HTTP. Safe for use by many threads. */
public interface RpcEndpoint {

  /**
   * Answers a POST, to {@code /jsonrpc} or to a route. Returns at once; the work is done on threads
   * that may block. Never completes exceptionally: every failure is an answer.
   *
   * @param path the path of the request, decoded, with its leading slash
   * @param body the bytes of the body, within the size limit
   */
  CompletionStage<RpcResponse> post(String path, byte[] body, Caller caller);

  /**
   * The answer to a request that never becomes a call: wrong method, type or size, foreign origin.
   *
   * @param status the HTTP status
   * @param code the code of the JSON-RPC error
   * @param message what failed, why, what to do
   */
  RpcResponse refusal(int status, int code, String message);

  /**
   * Whether a controller answers at this path. A transport asks where a request came with another
   * method than POST, to say so.
   *
   * @param path decoded, with its leading slash
   */
  default boolean hasRoute(String path) {
    return false;
  }
}
