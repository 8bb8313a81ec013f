package dev.syncer.transport.undertow;

import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.RpcEndpoint;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every POST: a call of JSON-RPC. The work is done elsewhere; no thread waits for it here. */
final class RpcRoute implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RpcRoute.class);
  private static final HttpString ALLOW_ORIGIN = new HttpString("Access-Control-Allow-Origin");
  private static final HttpString ALLOW_CREDENTIALS =
      new HttpString("Access-Control-Allow-Credentials");
  private static final HttpString ALLOW_METHODS = new HttpString("Access-Control-Allow-Methods");
  private static final HttpString ALLOW_HEADERS = new HttpString("Access-Control-Allow-Headers");
  private static final HttpString EXPOSE_HEADERS = new HttpString("Access-Control-Expose-Headers");

  private final HttpOptions options;
  private final Limits limits;
  private final RpcEndpoint endpoint;
  private final Gate gate;
  private final SessionCookie cookie;
  private final Answers answers;

  RpcRoute(
      HttpOptions options,
      Limits limits,
      RpcEndpoint endpoint,
      Gate gate,
      SessionCookie cookie,
      Answers answers) {
    this.options = options;
    this.limits = limits;
    this.endpoint = endpoint;
    this.gate = gate;
    this.cookie = cookie;
    this.answers = answers;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    answerOrigin(exchange);
    if (!isJson(exchange)) {
      answers.refuse(
          exchange,
          StatusCodes.UNSUPPORTED_MEDIA_TYPE,
          "the body is not plain application/json in UTF-8: send Content-Type: application/json");
      return;
    }
    // What is dispatched begins after this call has ended: only then may an answer come at any
    // time.
    exchange.dispatch(SameThreadExecutor.INSTANCE, () -> readBody(exchange));
  }

  private void readBody(HttpServerExchange exchange) {
    RequestBody.read(
        exchange,
        limits.body(),
        options.bodyTimeout(),
        new RequestBody.Reader() {
          @Override
          public void read(byte[] body) {
            call(exchange, body);
          }

          @Override
          public void failed(boolean isTooLong) {
            if (isTooLong) {
              answers.refuse(
                  exchange,
                  StatusCodes.REQUEST_ENTITY_TOO_LARGE,
                  StatusCodes.REQUEST_ENTITY_TOO_LARGE,
                  "a body has at most " + limits.body() + " bytes: send less at once");
            } else {
              answers.refuse(
                  exchange,
                  StatusCodes.REQUEST_TIME_OUT,
                  StatusCodes.REQUEST_TIME_OUT,
                  "the body was not there in time: send it again");
            }
          }
        });
  }

  private void call(HttpServerExchange exchange, byte[] body) {
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

  /** Answers whether a foreign page that is let in may send a request. */
  void preflight(HttpServerExchange exchange) {
    if (gate.foreignOrigin(exchange) == null) {
      answers.refuse(exchange, StatusCodes.FORBIDDEN, "the page's origin is not allowed here");
      return;
    }
    answerOrigin(exchange);
    HeaderMap headers = exchange.getResponseHeaders();
    headers.put(ALLOW_METHODS, "POST");
    headers.put(ALLOW_HEADERS, "Authorization, Content-Type, Idempotency-Key");
    answers.json(exchange, StatusCodes.NO_CONTENT, new byte[0]);
  }

  private void answerOrigin(HttpServerExchange exchange) {
    String origin = gate.foreignOrigin(exchange);
    if (origin != null) {
      HeaderMap headers = exchange.getResponseHeaders();
      headers.put(ALLOW_ORIGIN, origin);
      headers.put(ALLOW_CREDENTIALS, "true");
      headers.put(EXPOSE_HEADERS, "Syncer-Cursor");
      headers.add(Headers.VARY, "Origin");
    }
  }

  private static boolean isJson(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    String encoding = headers.getFirst(Headers.CONTENT_ENCODING);
    String type = headers.getFirst(Headers.CONTENT_TYPE);
    if (type == null || (encoding != null && !encoding.equalsIgnoreCase("identity"))) {
      return false;
    }
    String[] parts = type.toLowerCase(Locale.ROOT).split(";");
    if (!parts[0].trim().equals("application/json")) {
      return false;
    }
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].trim().replace("\"", "");
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        return false;
      }
    }
    return true;
  }
}
