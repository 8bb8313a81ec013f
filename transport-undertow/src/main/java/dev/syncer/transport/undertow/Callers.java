package dev.syncer.transport.undertow;

import dev.syncer.rpc.core.Caller;
import io.undertow.server.HttpServerExchange;

/**
 * Says who opens a connection that stays open. A browser sends cookies on behalf of any page, and
 * says which. Who does not say it is no browser, and has a token to show.
 */
final class Callers {
  private final Gate gate;
  private final SessionCookie cookie;

  Callers(Gate gate, SessionCookie cookie) {
    this.gate = gate;
    this.cookie = cookie;
  }

  Caller of(HttpServerExchange exchange) {
    String token = gate.isOfKnownPage(exchange) ? cookie.token(exchange) : cookie.bearer(exchange);
    return new Caller(token, Address.of(exchange));
  }
}
