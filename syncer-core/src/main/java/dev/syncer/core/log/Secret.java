package dev.syncer.core.log;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret key of a database. Makes keyed digests of texts, the same on every node of the
 * database and after every restart. Safe for use by many threads.
 */
public final class Secret {
  private static final String HMAC = "HmacSHA256";

  private final SecretKeySpec key;

  /**
   * @param hex 32 bytes in hexadecimal, see {@link dev.syncer.core.spi.StoreState#secret}
   */
  public Secret(String hex) {
    this.key = new SecretKeySpec(HexFormat.of().parseHex(hex), HMAC);
  }

  /**
   * 32 bytes, the same for the same texts.
   *
   * @param purpose what they are for, without NUL: those of one purpose say nothing of another's
   * @param text what they are of
   */
  public byte[] digest(String purpose, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal((purpose + '\0' + text).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has " + HMAC, e);
    }
  }
}
