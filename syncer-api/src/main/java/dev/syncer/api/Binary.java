package dev.syncer.api;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in a field. Clients and the change log see size and hash only, so a value that came out of
 * the log has no content. Two are equal when their hashes are. Immutable.
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

  /** These bytes; copied. */
  public static Binary of(byte[] bytes) {
    byte[] copy = bytes.clone();
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(copy);
      return new Binary(copy.length, HexFormat.of().formatHex(digest), copy);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** What is known of bytes that are not here. */
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

  /** Whether the bytes are here, and not only what is known of them. */
  public boolean hasContent() {
    return content != null;
  }

  /** The bytes, copied; empty for a value out of the change log. */
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
