package dev.syncer.transport.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first look at a request, before anything else reads it: whether it is framed well, as {@link
 * FramingScanner} says, and whether each header that has one value is there once. Who reads the
 * first of two, and who reads the last, would take it for two different requests.
 */
record RequestHead(int status, String fault) {
  private static final List<HttpString> SINGLE =
      List.of(
          Headers.HOST,
          Headers.CONTENT_TYPE,
          Headers.CONTENT_ENCODING,
          Headers.ORIGIN,
          Headers.REFERER,
          new HttpString("Sec-Fetch-Site"),
          Headers.AUTHORIZATION,
          Headers.EXPECT,
          new HttpString("Last-Event-ID"),
          new HttpString("Idempotency-Key"),
          Headers.SEC_WEB_SOCKET_KEY,
          Headers.SEC_WEB_SOCKET_VERSION);

  private static final AttachmentKey<FramingScanner.Request> FRAMING =
      AttachmentKey.create(FramingScanner.Request.class);

  private static final RequestHead FINE = new RequestHead(0, "");

  /** Looks at a request; once. */
  static RequestHead of(HttpServerExchange exchange, SessionCookie cookie) {
    FramingScanner.Request framing = FramingConduit.scanner(exchange).next();
    if (framing == null) {
      return bad("the request cannot be understood");
    }
    exchange.putAttachment(FRAMING, framing);
    if (framing.status() != 0) {
      return new RequestHead(framing.status(), framing.fault());
    }
    for (HttpString name : SINGLE) {
      HeaderValues values = exchange.getRequestHeaders().get(name);
      if (values != null && values.size() > 1) {
        return bad("the request has " + name + " more than once: send one value");
      }
    }
    return cookie.isSentTwice(exchange)
        ? bad("the request has the session's cookie more than once: delete this site's cookies")
        : FINE;
  }

  /** How the body of a request is framed, as far as it has come; null before it was looked at. */
  static FramingScanner.@Nullable Request framing(HttpServerExchange exchange) {
    return exchange.getAttachment(FRAMING);
  }

  private static RequestHead bad(String fault) {
    return new RequestHead(StatusCodes.BAD_REQUEST, fault);
  }

  boolean isFine() {
    return status == 0;
  }
}
