package dev.syncer.rpc.core.live;

import dev.syncer.core.spi.StoreException;
import dev.syncer.rpc.AccessException;
import dev.syncer.rpc.MissingException;
import dev.syncer.rpc.RpcException;
import dev.syncer.rpc.core.RpcResponse;
import dev.syncer.rpc.core.RpcResponse.SessionChange;
import dev.syncer.rpc.core.call.Answers;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** Answers to requests that get no events. Safe for use by many threads. */
final class Refusals {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  private final Answers answers;

  @Inject
  Refusals(Answers answers) {
    this.answers = answers;
  }

  /** To a request that is no call: the status says what is wrong. */
  RpcResponse ofStream(Throwable failure) {
    return response(status(failure), answers.failure(null, failure));
  }

  private static int status(Throwable failure) {
    if (failure instanceof RpcFault fault) {
      return switch (fault.kind()) {
        case PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS -> BAD_REQUEST;
        case SESSION_EXPIRED -> 401;
        case NOT_FOUND -> 404;
        case OVER_LIMIT -> 429;
        case TIME_OVER, UNAVAILABLE, STOPPING -> 503;
      };
    }
    if (failure instanceof AccessException) {
      return 403;
    }
    if (failure instanceof MissingException) {
      return 404;
    }
    return failure instanceof RpcException
        ? BAD_REQUEST
        : failure instanceof StoreException ? 503 : 500;
  }

  /** Errors of calls are HTTP 200; malformed requests are 400. */
  RpcResponse ofCall(@Nullable Object id, Throwable failure) {
    boolean isCall =
        !(failure instanceof RpcFault fault)
            || (fault.kind() != Kind.PARSE_ERROR && fault.kind() != Kind.INVALID_REQUEST);
    return response(isCall ? OK : BAD_REQUEST, answers.failure(id, failure));
  }

  private static RpcResponse response(int status, byte[] body) {
    return new RpcResponse(status, body, null, SessionChange.UNCHANGED, null);
  }
}
