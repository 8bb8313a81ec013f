package dev.syncer.transport.undertow;

import io.undertow.server.HttpServerExchange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Addresses as text. */
final class Address {
  private Address() {}

  /** A host as it stands in a URI: IPv6 in brackets. */
  static String inUri(String host) {
    return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  /** The peer of a request. */
  static String of(HttpServerExchange exchange) {
    InetSocketAddress peer = exchange.getSourceAddress();
    @Nullable InetAddress address = peer == null ? null : peer.getAddress();
    return address == null ? "unknown" : address.getHostAddress();
  }
}
