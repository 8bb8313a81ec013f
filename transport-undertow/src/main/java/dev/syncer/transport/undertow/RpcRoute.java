package dev.syncer.transport.undertow;

import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.RpcEndpoint;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call of JSON-RPC. */
final class RpcRoute implements JsonPost.Target {
  private static final Logger LOG = LoggerFactory.getLogger(RpcRoute.class);

  private final RpcEndpoint endpoint;
  private final SessionCookie cookie;
  private final HttpAnswers answers;

  RpcRoute(RpcEndpoint endpoint, SessionCookie cookie, HttpAnswers answers) {
    this.endpoint = endpoint;
    this.cookie = cookie;
    this.answers = answers;
  }

  @Override
  public void take(HttpServerExchange exchange, byte[] body) {
    Caller caller = new Caller(cookie.token(exchange), Address.of(exchange));
    try {
      endpoint
          .post(exchange.getRequestPath(), body, caller)
          .whenComplete(
              (response, failure) -> {
                if (response == null) {
                  failed(exchange, failure);
                } else {
                  answers.send(exchange, response);
                }
              });
    } catch (RuntimeException e) {
      failed(exchange, e);
    }
  }

  /** An endpoint that keeps its contract never comes here. */
  private void failed(HttpServerExchange exchange, @Nullable Throwable failure) {
    LOG.error("A call failed without an answer", failure);
    answers.refuse(exchange, StatusCodes.INTERNAL_SERVER_ERROR, -32603, "Internal error");
  }
}
