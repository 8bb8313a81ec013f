package dev.syncer.testkit.adapters;

/** A server's answer that there is no connection, or no subscription. */
public final class WireRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final int code;

  WireRefusal(int status, int code, String answer) {
    super(answer);
    this.status = status;
    this.code = code;
  }

  /** Whether the server asks to come back: it cannot serve this one at the moment. */
  public boolean isForLater() {
    return code == 1013 || status == 503 || status == 429;
  }

  /** The status of HTTP; of a connection that was there, 200. */
  public int status() {
    return status;
  }

  /** The code of the error, or of the close frame. */
  public int code() {
    return code;
  }
}
