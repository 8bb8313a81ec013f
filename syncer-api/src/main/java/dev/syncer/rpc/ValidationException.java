package dev.syncer.rpc;

import java.util.Map;

/**
 * A value does not fit: unknown field, wrong type, missing, out of its range, against a constraint.
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
