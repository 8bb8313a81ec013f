package dev.syncer.rpc.core.json;

/** The output has more bytes than its limit. */
public final class TooLarge extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long most;

  TooLarge(long most) {
    super("more than " + most + " bytes");
    this.most = most;
  }

  /** The bytes that it may have. */
  public long most() {
    return most;
  }
}
