package dev.syncer.testkit.adapters;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer.
 *
 * @param status its number
 * @param headers by name, in any case; several of one name are joined by commas
 * @param body as text; empty for none
 */
public record WireResponse(int status, Map<String, String> headers, String body) {
  public WireResponse {
    Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(headers);
    headers = copy;
  }

  /** The value of a header; null if there is none. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }
}
