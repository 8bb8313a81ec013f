package dev.syncer.transport.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.ArrayList;
import java.util.List;
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
    List<String> tokens = cookies(exchange);
    return tokens.isEmpty() || tokens.get(0).isEmpty() ? null : tokens.get(0);
  }

  /** Whether there are two of it: which one counts would be a guess. */
  boolean isSentTwice(HttpServerExchange exchange) {
    return cookies(exchange).size() > 1;
  }

  private List<String> cookies(HttpServerExchange exchange) {
    HeaderValues values = exchange.getRequestHeaders().get(Headers.COOKIE);
    if (values == null) {
      return List.of();
    }
    List<String> found = new ArrayList<>(1);
    for (String value : values) {
      for (String pair : value.split(";")) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).trim().equals(name)) {
          found.add(pair.substring(equals + 1).trim());
        }
      }
    }
    return found;
  }

  void set(HttpServerExchange exchange, String token) {
    exchange.getResponseHeaders().add(Headers.SET_COOKIE, name + "=" + token + attributes);
  }

  void remove(HttpServerExchange exchange) {
    exchange.getResponseHeaders().add(Headers.SET_COOKIE, name + "=; Max-Age=0" + attributes);
  }
}
