package dev.syncer.rpc;

import java.util.Map;

/**
 * A value is not valid: its field is unknown, its type is wrong, it is missing or out of range, or
 * it breaks a constraint.
 */
public final class ValidationException extends RpcException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence for the person who called: what failed, why, what to do
   */
  public ValidationException(String message) {
    this(message, Map.of());
  }

  /**
   * @param context more for programs, values that JSON can hold
   */
  public ValidationException(String message, Map<String, ?> context) {
    super("validation", message, null, context);
  }
}
