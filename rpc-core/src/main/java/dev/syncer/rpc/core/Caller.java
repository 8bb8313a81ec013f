package dev.syncer.rpc.core;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The sender of a request, as far as the transport can tell.
 *
 * @param sessionToken from the session cookie or the bearer token; null for none
 * @param remoteAddress the peer's address, for limits and logs
 */
public record Caller(@Nullable String sessionToken, String remoteAddress) {
  public Caller {
    Objects.requireNonNull(remoteAddress, "remoteAddress");
  }

  @Override
  public String toString() {
    // The token is a secret.
    return "Caller[" + remoteAddress + "]";
  }
}
