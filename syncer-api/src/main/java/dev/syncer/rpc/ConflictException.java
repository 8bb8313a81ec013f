package dev.syncer.rpc;

import java.util.Map;

/** The record has changed since the caller read it. */
public final class ConflictException extends RpcException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence for the person who called: what failed, why, what to do
   */
  public ConflictException(String message) {
    this(message, Map.of());
  }

  /**
   * @param context more for programs, values that JSON can hold
   */
  public ConflictException(String message, Map<String, ?> context) {
    super("conflict", message, null, context);
  }
}
