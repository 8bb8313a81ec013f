package dev.syncer.transport.undertow;

import dev.syncer.rpc.core.RpcEndpoint;
import dev.syncer.rpc.core.RpcResponse;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Sends the answers of JSON routes. Safe for use by many threads. */
final class HttpAnswers {
  private static final HttpString CURSOR = new HttpString("Syncer-Cursor");
  private static final HttpString NO_SNIFF = new HttpString("X-Content-Type-Options");

  /** Seconds after which a client that was turned away may come again. */
  private static final String RETRY_AFTER = "1";

  private final RpcEndpoint endpoint;
  private final SessionCookie cookie;
  private final Duration bodyTimeout;

  /**
   * @param bodyTimeout how long the body of a request may take that is refused before it is read
   */
  HttpAnswers(RpcEndpoint endpoint, SessionCookie cookie, Duration bodyTimeout) {
    this.endpoint = endpoint;
    this.cookie = cookie;
    this.bodyTimeout = bodyTimeout;
  }

  /** Answers that a request is not for us; the connection closes if it has a body. */
  void refuse(HttpServerExchange exchange, int status, String message) {
    RequestBody.cut(exchange, bodyTimeout);
    refuse(exchange, status, status, message);
  }

  /**
   * Answers that a request cannot be understood: where it ends is not known either, so the
   * connection closes.
   */
  void refuseAndClose(HttpServerExchange exchange, int status, String message) {
    exchange.setProtocol(Protocols.HTTP_1_1);
    exchange.setPersistent(false);
    refuse(exchange, status, message);
  }

  /** Answers that a request never became a call. */
  void refuse(HttpServerExchange exchange, int status, int code, String message) {
    send(exchange, endpoint.refusal(status, code, message));
  }

  /** Sends an answer, unless one has been begun. */
  void send(HttpServerExchange exchange, RpcResponse response) {
    if (exchange.isResponseStarted()) {
      exchange.endExchange();
      return;
    }
    HeaderMap headers = exchange.getResponseHeaders();
    if (response.cursor() != null) {
      headers.put(CURSOR, response.cursor());
    }
    if (response.isForLater()) {
      headers.put(Headers.RETRY_AFTER, RETRY_AFTER);
    }
    switch (response.session()) {
      case BEGUN -> {
        if (response.sessionToken() != null) {
          cookie.set(exchange, response.sessionToken());
        }
      }
      case ENDED -> cookie.remove(exchange);
      case UNCHANGED -> {}
    }
    byte[] body = response.body();
    json(exchange, response.status(), body == null ? new byte[0] : body);
  }

  /** Sends JSON that is no answer to a call. */
  void json(HttpServerExchange exchange, int status, byte[] body) {
    HeaderMap headers = exchange.getResponseHeaders();
    exchange.setStatusCode(status);
    headers.put(Headers.CACHE_CONTROL, "no-store");
    headers.put(NO_SNIFF, "nosniff");
    if (status == StatusCodes.TOO_MANY_REQUESTS || status == StatusCodes.SERVICE_UNAVAILABLE) {
      headers.put(Headers.RETRY_AFTER, RETRY_AFTER);
    }
    if (body.length == 0) {
      end(exchange);
      return;
    }
    headers.put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(ByteBuffer.wrap(body));
  }

  /** Ends an answer that has no body: now, not when the request's own body has come. */
  static void end(HttpServerExchange exchange) {
    if (exchange.isRequestComplete()) {
      exchange.endExchange();
    } else {
      exchange.getResponseSender().close();
    }
  }
}
