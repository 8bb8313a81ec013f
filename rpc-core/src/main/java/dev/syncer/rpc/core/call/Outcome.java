package dev.syncer.rpc.core.call;

import dev.syncer.core.spi.StoreException;
import dev.syncer.rpc.core.RpcResponse.SessionChange;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param result what the controller answered; null also after a failure
 * @param failure what it threw, or a fault; null after success
 * @param cursor the cursor of what it committed, or null
 * @param session what becomes of the caller's session
 * @param sessionToken the token of a session that began
 */
public record Outcome(
    @Nullable Object result,
    @Nullable Throwable failure,
    @Nullable String cursor,
    SessionChange session,
    @Nullable String sessionToken) {

  static Outcome failed(Throwable failure) {
    return new Outcome(null, failure, null, SessionChange.UNCHANGED, null);
  }

  /** Whether nothing was done, and the same call may succeed in a moment. */
  boolean isForLater() {
    if (failure instanceof RpcFault fault) {
      return fault.kind().isForLater();
    }
    return failure instanceof StoreException; // answered as unavailable
  }

  @Override
  public String toString() {
    // Results and tokens are secrets.
    return failure == null ? "Outcome[success]" : "Outcome[" + failure.getClass() + "]";
  }
}
