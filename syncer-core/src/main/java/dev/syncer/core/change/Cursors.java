package dev.syncer.core.change;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the cursors of one history and reads them back. A cursor is 32 bytes in base64url: a format
 * byte and 7 bytes of the epoch's digest, 8 bytes of position, 16 bytes of HMAC-SHA256 over these
 * and the database's name. So clients can neither read more than that two differ, nor make one up.
 * Safe for use by many threads.
 */
public final class Cursors {
  private static final String HMAC = "HmacSHA256";
  private static final byte FORMAT = 1;
  private static final int HEAD_BYTES = 16;
  private static final int MAC_BYTES = 16;

  private final byte[] database;
  private final byte[] epoch;
  private final SecretKeySpec key;

  /**
   * @param database the name of the database
   * @param epoch which history
   * @param secret 32 bytes in hexadecimal
   */
  public Cursors(String database, String epoch, String secret) {
    this.database = database.getBytes(StandardCharsets.UTF_8);
    this.key = new SecretKeySpec(HexFormat.of().parseHex(secret), HMAC);
    try {
      this.epoch =
          MessageDigest.getInstance("SHA-256").digest(epoch.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** The cursor of a position. */
  public String at(long position) {
    byte[] head =
        ByteBuffer.allocate(HEAD_BYTES).put(FORMAT).put(epoch, 0, 7).putLong(position).array();
    byte[] cursor = Arrays.copyOf(head, HEAD_BYTES + MAC_BYTES);
    System.arraycopy(mac(head), 0, cursor, HEAD_BYTES, MAC_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
  }

  /** The position that a cursor of this history names; empty for any other text. */
  public OptionalLong position(String cursor) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException e) {
      return OptionalLong.empty();
    }
    if (bytes.length != HEAD_BYTES + MAC_BYTES) {
      return OptionalLong.empty();
    }
    byte[] head = Arrays.copyOf(bytes, HEAD_BYTES);
    byte[] given = Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length);
    boolean isGenuine =
        MessageDigest.isEqual(given, Arrays.copyOf(mac(head), MAC_BYTES))
            && head[0] == FORMAT
            && Arrays.equals(head, 1, 8, epoch, 0, 7);
    return isGenuine ? OptionalLong.of(ByteBuffer.wrap(head).getLong(8)) : OptionalLong.empty();
  }

  private byte[] mac(byte[] head) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      mac.update(database);
      return mac.doFinal(head);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has " + HMAC, e);
    }
  }
}
