package dev.syncer.rpc.core.call;

/** An error of the protocol itself: no controller threw it. */
public final class RpcFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, with the code and the title that clients see. */
  public enum Kind {
    PARSE_ERROR(-32700, "Parse error"),
    INVALID_REQUEST(-32600, "Invalid Request"),
    METHOD_NOT_FOUND(-32601, "Method not found"),
    INVALID_PARAMS(-32602, "Invalid params"),
    TIME_OVER(-32603, "Internal error"),
    SESSION_EXPIRED(100, "Session Expired"),
    NOT_FOUND(404, "Not Found"),
    OVER_LIMIT(429, "Too Many Requests"),
    UNAVAILABLE(503, "Service Unavailable"),
    STOPPING(503, "Stopping");

    private final int code;
    private final String title;

    Kind(int code, String title) {
      this.code = code;
      this.title = title;
    }

    public int code() {
      return code;
    }

    /** Whether the node has too much to do for the moment, so that a caller comes again. */
    boolean isForLater() {
      return this == OVER_LIMIT || this == UNAVAILABLE || this == STOPPING;
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
