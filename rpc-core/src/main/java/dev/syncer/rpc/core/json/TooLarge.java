package dev.syncer.rpc.core.json;

/** What is to be written has more bytes than it may. */
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
