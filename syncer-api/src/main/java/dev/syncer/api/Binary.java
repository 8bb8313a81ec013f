package dev.syncer.api;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes in a field. Clients and the change log have their size and hash only, so a value from
 * the log has no content. Two are equal if their hashes are. Immutable.
 */
public final class Binary {
  private final long size;
  private final String sha256;
  private final byte @Nullable [] content;

  private Binary(long size, String sha256, byte @Nullable [] content) {
    this.size = size;
    this.sha256 = sha256;
    this.content = content;
  }

  /** A copy of these bytes. */
  public static Binary of(byte[] bytes) {
    byte[] copy = bytes.clone();
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(copy);
      return new Binary(copy.length, HexFormat.of().formatHex(digest), copy);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** The size and hash of bytes whose content is not at hand. */
  public static Binary described(long size, String sha256) {
    return new Binary(size, Objects.requireNonNull(sha256, "sha256"), null);
  }

  /** How many bytes. */
  public long size() {
    return size;
  }

  /** Their SHA-256, 64 hexadecimal digits in lower case. */
  public String sha256() {
    return sha256;
  }

  /** Whether the content is at hand, and not only size and hash. */
  public boolean hasContent() {
    return content != null;
  }

  /** The bytes, copied; empty for a value from the change log. */
  public Optional<byte[]> content() {
    return content == null ? Optional.empty() : Optional.of(content.clone());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Binary binary && binary.sha256.equals(sha256);
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  @Override
  public String toString() {
    return size + " bytes " + sha256;
  }
}
