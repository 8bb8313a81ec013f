package dev.syncer.rpc.core.call;

import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Makes names that nobody can guess. Safe for use by many threads. */
public final class Tokens {
  private static final int TOKEN_BYTES = 32;
  private static final int ERROR_BYTES = 6;

  private final SecureRandom random;

  @Inject
  Tokens(SecureRandom random) {
    this.random = random;
  }

  /** A secret of 32 bytes, 43 characters. */
  public String session() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(TOKEN_BYTES));
  }

  /** The id under which an error is found in the log. */
  String error() {
    return HexFormat.of().formatHex(bytes(ERROR_BYTES));
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
