package dev.syncer.transport.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Where the token of a session travels: in a cookie that scripts cannot read, or behind {@code
 * Authorization: Bearer}, which wins.
 */
final class SessionCookie {
  private static final String BEARER = "Bearer ";

  private final String name;
  private final String attributes;

  /**
   * @param isSecure whether it is sent over https only
   */
  SessionCookie(boolean isSecure) {
    this.name = isSecure ? "__Host-syncer_session" : "syncer_session";
    this.attributes = "; Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "");
  }

  /** The token of a request; null for none. */
  @Nullable String token(HttpServerExchange exchange) {
    String bearer = bearer(exchange);
    return bearer != null ? bearer : cookie(exchange);
  }

  /** The bearer token of a request; null for none. A foreign page cannot send one unasked. */
  @Nullable String bearer(HttpServerExchange exchange) {
    String value = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
    if (value == null || !value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return null;
    }
    String token = value.substring(BEARER.length()).trim();
    return token.isEmpty() ? null : token;
  }

  private @Nullable String cookie(HttpServerExchange exchange) {
    HeaderValues values = exchange.getRequestHeaders().get(Headers.COOKIE);
    if (values == null) {
      return null;
    }
    for (String value : values) {
      for (String pair : value.split(";")) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).trim().equals(name)) {
          String token = pair.substring(equals + 1).trim();
          return token.isEmpty() ? null : token;
        }
      }
    }
    return null;
  }

  void set(HttpServerExchange exchange, String token) {
    exchange.getResponseHeaders().add(Headers.SET_COOKIE, name + "=" + token + attributes);
  }

  void remove(HttpServerExchange exchange) {
    exchange.getResponseHeaders().add(Headers.SET_COOKIE, name + "=; Max-Age=0" + attributes);
  }
}
