package dev.syncer.rpc.core.call;

import dev.syncer.api.User;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.RpcResponse.SessionChange;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call while it runs. A controller of this module may take it as a parameter; such a method
 * takes all arguments there are.
 */
public final class Call {
  private final Caller caller;
  private final boolean isOverHttp;
  private final Map<String, @Nullable Object> arguments;
  private final @Nullable User user;
  private volatile SessionChange sessionChange = SessionChange.UNCHANGED;
  private volatile @Nullable String newToken;

  Call(
      Caller caller,
      boolean isOverHttp,
      Map<String, @Nullable Object> arguments,
      @Nullable User user) {
    this.caller = caller;
    this.isOverHttp = isOverHttp;
    this.arguments = arguments;
    this.user = user;
  }

  public Caller caller() {
    return caller;
  }

  /** Whether the answer can change the caller's session cookie. */
  public boolean isOverHttp() {
    return isOverHttp;
  }

  /** The named arguments, unchecked; unmodifiable. */
  public Map<String, @Nullable Object> arguments() {
    return arguments;
  }

  /** Who calls; null where the route takes callers without a session and there is none. */
  public @Nullable User user() {
    return user;
  }

  /** The caller has a new session from now on. */
  public void sessionBegan(String token) {
    sessionChange = SessionChange.BEGUN;
    newToken = token;
  }

  /** The caller has no session any more. */
  public void sessionEnded() {
    sessionChange = SessionChange.ENDED;
    newToken = null;
  }

  Outcome outcome(@Nullable Object result, @Nullable Throwable failure, @Nullable String cursor) {
    return new Outcome(result, failure, cursor, sessionChange, newToken);
  }
}
