package dev.syncer.rpc;

import java.util.Map;

/** The model or record does not exist, or the user may not see it. */
public final class MissingException extends RpcException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence for the person who called: what failed, why, what to do
   */
  public MissingException(String message) {
    this(message, Map.of());
  }

  /**
   * @param context more for programs, values that JSON can hold
   */
  public MissingException(String message, Map<String, ?> context) {
    super("missing", message, null, context);
  }
}
