package dev.syncer.rpc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error that is meant for the caller: its message, arguments and context reach the client as
 * they are. Everything else that a handler throws is an unexpected error, of which a client learns
 * only an id.
 */
public abstract sealed class RpcException extends RuntimeException
    permits UserException,
        ValidationException,
        AccessException,
        MissingException,
        ConflictException {
  private static final long serialVersionUID = 1L;

  private final String type;
  private final transient List<Object> arguments;
  private final transient Map<String, Object> context;

  RpcException(String type, String message, @Nullable Throwable cause, Map<String, ?> context) {
    super(message, cause);
    this.type = type;
    this.arguments = List.of(message);
    this.context = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(context));
  }

  /** {@code error.type} on the wire: user, validation, access, missing or conflict. */
  public final String type() {
    return type;
  }

  /** {@code error.data.arguments} on the wire. */
  public final List<Object> arguments() {
    return arguments;
  }

  /** {@code error.data.context} on the wire; empty if there is nothing more to tell. */
  public final Map<String, Object> context() {
    return context;
  }
}
