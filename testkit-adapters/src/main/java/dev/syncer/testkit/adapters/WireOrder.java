package dev.syncer.testkit.adapters;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to see, and as whom.
 *
 * @param server where
 * @param token of a session; null for none
 * @param subscriptions params of {@code syncer.subscribe} each, but for the cursor
 * @param place where to go on, as {@link WireFeed#place} said; null to begin
 * @param headers of the request, {@code Name: value} each
 * @param receiveBuffer bytes of the socket's buffer; 0 for the system's default
 */
public record WireOrder(
    URI server,
    @Nullable String token,
    List<Map<String, Object>> subscriptions,
    @Nullable String place,
    List<String> headers,
    int receiveBuffer) {
  public WireOrder {
    subscriptions = List.copyOf(subscriptions);
    headers = List.copyOf(headers);
  }

  /** The subscriptions of somebody, from now on. */
  public static WireOrder of(
      URI server, @Nullable String token, List<Map<String, Object>> subscriptions) {
    return new WireOrder(server, token, subscriptions, null, List.of(), 0);
  }

  /** The same, of a server that listens elsewhere now. */
  public WireOrder at(URI address) {
    return new WireOrder(address, token, subscriptions, place, headers, receiveBuffer);
  }

  /** The same, from a place on. */
  public WireOrder from(String from) {
    return new WireOrder(server, token, subscriptions, from, headers, receiveBuffer);
  }

  /** The same, with one more header. */
  public WireOrder with(String header) {
    List<String> more = new ArrayList<>(headers);
    more.add(header);
    return new WireOrder(server, token, subscriptions, place, more, receiveBuffer);
  }

  /** The same, through a small window, so that the server soon has to wait for the reader. */
  public WireOrder slow() {
    return new WireOrder(server, token, subscriptions, place, headers, 4096);
  }

  /** Headers of a request, with the session. */
  String[] requestHeaders() {
    List<String> all = new ArrayList<>(headers);
    if (token != null) {
      all.add("Authorization: Bearer " + token);
    }
    return all.toArray(String[]::new);
  }
}
