package dev.syncer.rpc.core.call;

import dev.syncer.rpc.RpcException;
import java.util.Map;
import java.util.Optional;

/**
 * The names of errors on the wire, {@code error.data.name}: a table of the protocol, and no names
 * of Java. Clients choose a dialog by them, so a class may be renamed, and its name here may not.
 */
final class ErrorNames {
  private static final String PREFIX = "dev.syncer.rpc.";

  /** Something that a client can do nothing about. */
  static final String UNEXPECTED = PREFIX + "UnexpectedException";

  /** A request that never became a call. */
  static final String REFUSED = PREFIX + "RefusedException";

  private static final Map<String, String> BY_TYPE =
      Map.of(
          "user", PREFIX + "UserException",
          "validation", PREFIX + "ValidationException",
          "access", PREFIX + "AccessException",
          "missing", PREFIX + "MissingException",
          "conflict", PREFIX + "ConflictException");

  private ErrorNames() {}

  /** The name of an error that is meant for the caller. */
  static String of(RpcException error) {
    return Optional.ofNullable(BY_TYPE.get(error.type()))
        .orElseThrow(() -> new IllegalStateException("no name for the type " + error.type()));
  }

  /** The name of an error of the protocol itself. */
  static String of(RpcFault.Kind kind) {
    return switch (kind) {
      case PARSE_ERROR -> PREFIX + "ParseException";
      case INVALID_REQUEST -> PREFIX + "InvalidRequestException";
      case METHOD_NOT_FOUND, NOT_FOUND -> PREFIX + "NotFoundException";
      case INVALID_PARAMS -> PREFIX + "InvalidParamsException";
      case TIME_OVER -> PREFIX + "TimeOverException";
      case SESSION_EXPIRED -> PREFIX + "SessionExpiredException";
      case OVER_LIMIT -> PREFIX + "OverLimitException";
      case UNAVAILABLE -> PREFIX + "UnavailableException";
      case STOPPING -> PREFIX + "StoppingException";
    };
  }
}
