package dev.syncer.core.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.OptionalLong;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the cursors of one history and reads them back. A cursor is one block of AES in base64url,
 * 22 characters: 8 bytes of position and 8 bytes that are the same for all cursors of this history,
 * under a key of the database. So the same position has the same cursor on every node and after
 * every restart, clients can read no more than that two differ, neither which is later nor by how
 * much, and nobody makes one up: of 2^64 blocks one is a cursor. Safe for use by many threads.
 */
public final class Cursors {
  private static final String FORMAT = "cursor 2";
  private static final String AES = "AES";

  /** One block alone needs no mode: to whoever has not the key it is a random permutation. */
  private static final String ONE_BLOCK = "AES/ECB/NoPadding";

  private static final int BLOCK_BYTES = 16;
  private static final int TEXT_LENGTH = 22;

  /** Kept, for to make one costs more than a hundred blocks. Each is used under its own lock. */
  private final Cipher sealing;

  private final Cipher opening;
  private final long check;

  /**
   * @param database the name of the database
   * @param epoch which history
   * @param secret the database's
   */
  public Cursors(String database, String epoch, Secret secret) {
    byte[] key = secret.digest(FORMAT + " key", database);
    this.sealing = cipher(Cipher.ENCRYPT_MODE, key);
    this.opening = cipher(Cipher.DECRYPT_MODE, key);
    this.check =
        ByteBuffer.wrap(secret.digest(FORMAT + " check", database + " " + epoch)).getLong();
  }

  /** The cursor of a position. */
  public String at(long position) {
    byte[] block = ByteBuffer.allocate(BLOCK_BYTES).putLong(position).putLong(check).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(apply(sealing, block));
  }

  /** The position that a cursor of this history names; empty for any other text. */
  public OptionalLong position(String cursor) {
    if (cursor.length() != TEXT_LENGTH) {
      return OptionalLong.empty();
    }
    byte[] block;
    try {
      block = Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException e) {
      return OptionalLong.empty();
    }
    if (block.length != BLOCK_BYTES) {
      return OptionalLong.empty();
    }
    long position = ByteBuffer.wrap(apply(opening, block)).getLong();
    // Made again and compared, for two texts may decode to the same bytes.
    boolean isGenuine =
        MessageDigest.isEqual(
            at(position).getBytes(StandardCharsets.US_ASCII),
            cursor.getBytes(StandardCharsets.US_ASCII));
    return isGenuine ? OptionalLong.of(position) : OptionalLong.empty();
  }

  @SuppressWarnings("InsecureCryptoUsage") // never more than one block in a message
  private static Cipher cipher(int mode, byte[] key) {
    try {
      Cipher cipher = Cipher.getInstance(ONE_BLOCK);
      cipher.init(mode, new SecretKeySpec(key, 0, BLOCK_BYTES, AES));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has " + ONE_BLOCK, e);
    }
  }

  private static byte[] apply(Cipher cipher, byte[] block) {
    synchronized (cipher) {
      try {
        return cipher.doFinal(block);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("a whole block fits", e);
      }
    }
  }
}
