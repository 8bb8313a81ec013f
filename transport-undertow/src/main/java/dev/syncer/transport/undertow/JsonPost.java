package dev.syncer.transport.undertow;

import dev.syncer.rpc.core.Limits;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.util.Locale;
import java.util.Set;

/**
 * What every POST has in common: its body is JSON, and read here. The work is done elsewhere; no
 * thread waits for it.
 */
final class JsonPost implements HttpHandler {
  private static final String JSONRPC = "/jsonrpc";

  /** What clients of JSON-RPC call their bodies; a foreign page cannot send them unasked either. */
  private static final Set<String> OF_JSONRPC =
      Set.of("application/json-rpc", "application/jsonrequest");

  private final HttpOptions options;
  private final Limits limits;
  private final Cors cors;
  private final HttpAnswers answers;
  private final Target target;

  JsonPost(HttpOptions options, Limits limits, Cors cors, HttpAnswers answers, Target target) {
    this.options = options;
    this.limits = limits;
    this.cors = cors;
    this.answers = answers;
    this.target = target;
  }

  /** What answers the request, later. Called on the I/O thread. */
  interface Target {
    void take(HttpServerExchange exchange, byte[] body);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    cors.answerOrigin(exchange);
    if (isCompressed(exchange)) {
      answers.refuse(
          exchange,
          StatusCodes.UNSUPPORTED_MEDIA_TYPE,
          "the body is compressed, and compression is not read here: send it without"
              + " Content-Encoding");
      return;
    }
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
        limits.messages().body(),
        options.bodyTimeout(),
        new RequestBody.Receiver() {
          @Override
          public void read(byte[] body) {
            target.take(exchange, body);
          }

          @Override
          public void broken(String fault) {
            answers.refuseAndClose(exchange, StatusCodes.BAD_REQUEST, fault);
          }

          @Override
          public void failed(boolean isTooLong) {
            if (isTooLong) {
              answers.refuse(
                  exchange,
                  StatusCodes.REQUEST_ENTITY_TOO_LARGE,
                  StatusCodes.REQUEST_ENTITY_TOO_LARGE,
                  "a body has at most " + limits.messages().body() + " bytes: send less at once");
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

  private static boolean isCompressed(HttpServerExchange exchange) {
    String encoding = exchange.getRequestHeaders().getFirst(Headers.CONTENT_ENCODING);
    return encoding != null && !encoding.equalsIgnoreCase("identity");
  }

  private static boolean isJson(HttpServerExchange exchange) {
    String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
    if (type == null) {
      return false;
    }
    String[] parts = type.toLowerCase(Locale.ROOT).split(";", -1);
    String name = parts[0].trim();
    boolean isStrict = exchange.getRequestPath().equals(JSONRPC);
    if (!name.equals("application/json") && !(isStrict && OF_JSONRPC.contains(name))) {
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
