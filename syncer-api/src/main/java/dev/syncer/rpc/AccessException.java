package dev.syncer.rpc;

import java.util.Map;

/** The user does not have permission. */
public final class AccessException extends RpcException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence for the person who called: what failed, why, what to do
   */
  public AccessException(String message) {
    this(message, Map.of());
  }

  /**
   * @param context more for programs, values that JSON can hold
   */
  public AccessException(String message, Map<String, ?> context) {
    super("access", message, null, context);
  }
}
