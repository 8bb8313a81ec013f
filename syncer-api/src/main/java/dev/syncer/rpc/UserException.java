package dev.syncer.rpc;

import java.util.Map;

/** The call cannot be done now, and the person who called can change that. */
public final class UserException extends RpcException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence for the person who called: what failed, why, what to do
   */
  public UserException(String message) {
    this(message, Map.of());
  }

  /**
   * @param context more for programs, values that JSON can hold
   */
  public UserException(String message, Map<String, ?> context) {
    super("user", message, null, context);
  }
}
