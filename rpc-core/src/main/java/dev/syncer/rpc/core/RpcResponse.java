package dev.syncer.rpc.core;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an HTTP request.
 *
 * @param status the HTTP status
 * @param body JSON in UTF-8, nobody changes it; null for no body (204)
 * @param cursor the value of {@code Syncer-Cursor} if the request committed, else null
 * @param session what becomes of the caller's session cookie
 * @param sessionToken the token of a session that began; null unless {@link SessionChange#BEGUN}
 * @param isForLater whether the caller shall come again in a moment: {@code Retry-After}
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to a socket: never compared
public record RpcResponse(
    int status,
    byte @Nullable [] body,
    @Nullable String cursor,
    SessionChange session,
    @Nullable String sessionToken,
    boolean isForLater) {
  public RpcResponse {
    Objects.requireNonNull(session, "session");
  }

  /** One that says nothing of coming again. */
  public RpcResponse(
      int status,
      byte @Nullable [] body,
      @Nullable String cursor,
      SessionChange session,
      @Nullable String sessionToken) {
    this(status, body, cursor, session, sessionToken, false);
  }

  @Override
  public String toString() {
    // The token is a secret, the body may hold some.
    return "RpcResponse[" + status + ", " + session + "]";
  }

  /** What becomes of the session cookie. */
  public enum SessionChange {
    UNCHANGED,
    /** Set it to the new token. */
    BEGUN,
    /** Remove it. */
    ENDED
  }
}
