package dev.syncer.transport.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;

/** What a page of a foreign origin that is let in has to be told (Fetch standard, CORS). */
final class Cors {
  private static final HttpString ALLOW_ORIGIN = new HttpString("Access-Control-Allow-Origin");
  private static final HttpString ALLOW_CREDENTIALS =
      new HttpString("Access-Control-Allow-Credentials");
  private static final HttpString ALLOW_METHODS = new HttpString("Access-Control-Allow-Methods");
  private static final HttpString ALLOW_HEADERS = new HttpString("Access-Control-Allow-Headers");
  private static final HttpString EXPOSE_HEADERS = new HttpString("Access-Control-Expose-Headers");

  private final Gate gate;
  private final HttpAnswers answers;

  Cors(Gate gate, HttpAnswers answers) {
    this.gate = gate;
    this.answers = answers;
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

  /** Lets the page read the answer. */
  void answerOrigin(HttpServerExchange exchange) {
    String origin = gate.foreignOrigin(exchange);
    if (origin != null) {
      HeaderMap headers = exchange.getResponseHeaders();
      headers.put(ALLOW_ORIGIN, origin);
      headers.put(ALLOW_CREDENTIALS, "true");
      headers.put(EXPOSE_HEADERS, "Retry-After, Syncer-Cursor, Syncer-Reset");
      headers.add(Headers.VARY, "Origin");
    }
  }
}
