package dev.syncer.transport.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts are answered, and pages of which origins are let in. Both lists are exact: a foreign
 * page must not use the cookies of its visitor, and a foreign name that points to this address must
 * not make a foreign page the own one.
 */
final class Gate {
  private static final HttpString FETCH_SITE = new HttpString("Sec-Fetch-Site");

  private final Set<String> hosts;
  private final Set<String> ownOrigins;
  private final Set<String> foreignOrigins;

  /**
   * @param port the port that is listened on
   */
  Gate(HttpOptions options, int port) {
    this.hosts =
        options.allowedHosts().isEmpty() ? ownHosts(options, port) : options.allowedHosts();
    this.ownOrigins = new HashSet<>();
    for (String host : hosts) {
      ownOrigins.add((options.isSecure() ? "https://" : "http://") + host);
    }
    this.foreignOrigins = options.allowedOrigins();
  }

  private static Set<String> ownHosts(HttpOptions options, int port) {
    Set<String> hosts = new LinkedHashSet<>();
    for (String name : List.of(Address.inUri(options.host()), "localhost", "127.0.0.1", "[::1]")) {
      String lower = name.toLowerCase(Locale.ROOT);
      hosts.add(lower + ":" + port);
      if (port == 80) {
        hosts.add(lower);
      }
    }
    return hosts;
  }

  boolean isHostAllowed(HttpServerExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
    return host != null && hosts.contains(host.toLowerCase(Locale.ROOT));
  }

  /** The origin of the page that sends the request; null if the request names none. */
  static @Nullable String origin(HttpServerExchange exchange) {
    return exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
  }

  /** True also where the request names none. */
  boolean isOriginAllowed(HttpServerExchange exchange) {
    String origin = origin(exchange);
    if (origin == null) {
      return true;
    }
    String lower = origin.toLowerCase(Locale.ROOT);
    return ownOrigins.contains(lower) || foreignOrigins.contains(lower);
  }

  /**
   * Whether a page that is let in sent the request. A browser names the page's origin but where it
   * reads from the page's own server; then newer ones say just that, and others name the page.
   */
  boolean isOfKnownPage(HttpServerExchange exchange) {
    if (origin(exchange) != null) {
      return isOriginAllowed(exchange);
    }
    HeaderMap headers = exchange.getRequestHeaders();
    String site = headers.getFirst(FETCH_SITE);
    if (site != null) {
      return site.equals("same-origin");
    }
    String page = headers.getFirst(Headers.REFERER);
    return page != null
        && ownOrigins.stream()
            .anyMatch(origin -> page.toLowerCase(Locale.ROOT).startsWith(origin + "/"));
  }

  /** The origin, if it is another one than the server's, and let in; else null. */
  @Nullable String foreignOrigin(HttpServerExchange exchange) {
    String origin = origin(exchange);
    return origin != null && foreignOrigins.contains(origin.toLowerCase(Locale.ROOT))
        ? origin
        : null;
  }
}
