package dev.syncer.rpc.core.call;

/** An error of the protocol itself: no controller threw it. */
public final class RpcFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, with the code and the name that clients see. */
  public enum Kind {
    PARSE_ERROR(-32700, "Parse error", "ParseException"),
    INVALID_REQUEST(-32600, "Invalid Request", "InvalidRequestException"),
    METHOD_NOT_FOUND(-32601, "Method not found", "NotFoundException"),
    INVALID_PARAMS(-32602, "Invalid params", "InvalidParamsException"),
    TIME_OVER(-32603, "Internal error", "TimeOverException"),
    SESSION_EXPIRED(100, "Session Expired", "SessionExpiredException"),
    NOT_FOUND(404, "Not Found", "NotFoundException"),
    OVER_LIMIT(429, "Too Many Requests", "OverLimitException"),
    UNAVAILABLE(503, "Service Unavailable", "UnavailableException"),
    STOPPING(503, "Stopping", "StoppingException");

    private final int code;
    private final String title;
    private final String wireName;

    Kind(int code, String title, String wireName) {
      this.code = code;
      this.title = title;
      this.wireName = wireName;
    }

    public int code() {
      return code;
    }

    /** {@code error.data.name}; stable, and no class. */
    public String wireName() {
      return "dev.syncer.rpc." + wireName;
    }
  }

  private final Kind kind;

  /**
   * @param detail what failed, the rule, the remedy; empty if the title of the kind says it all
   */
  public RpcFault(Kind kind, String detail) {
    // Faults are answers to strangers: they come in floods, and their place says nothing.
    super(detail.isEmpty() ? kind.title : detail, null, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /**
   * {@code error.message}: the title of the kind; with the detail where a JSON-RPC client knows no
   * other place for it.
   */
  String wireMessage() {
    String detail = String.valueOf(getMessage());
    return kind.code > 0 || detail.equals(kind.title) ? kind.title : kind.title + ": " + detail;
  }
}
