package dev.syncer.transport.undertow;

import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;

/** What browsers are told about pages: own scripts and styles only, in nobody's frame. */
final class PageHeaders {
  private static final HttpString NO_SNIFF = new HttpString("X-Content-Type-Options");
  private static final HttpString FRAMES = new HttpString("X-Frame-Options");
  private static final HttpString REFERRER = new HttpString("Referrer-Policy");
  private static final HttpString POLICY = new HttpString("Content-Security-Policy");

  private PageHeaders() {}

  static void put(HeaderMap headers) {
    headers.put(NO_SNIFF, "nosniff");
    headers.put(FRAMES, "DENY");
    headers.put(REFERRER, "same-origin");
    headers.put(
        POLICY,
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
            + " form-action 'self'; frame-ancestors 'none'");
  }
}
