package dev.syncer.core.shape;

import dev.syncer.core.log.Secret;
import java.util.Arrays;
import java.util.Base64;

/**
 * What clients call shapes: a keyed digest of all that a shape is. So equal shapes have the same
 * name on every node and after every restart, and a name tells nothing: neither how many others
 * there are, nor what somebody else sees. Safe for use by many threads.
 */
public final class ShapeNames {
  /** 72 bits, 12 characters: no two shapes of a node meet in one name. */
  private static final int BYTES = 9;

  private final Secret secret;

  /**
   * @param secret the database's
   */
  public ShapeNames(Secret secret) {
    this.secret = secret;
  }

  /** The name of a shape, {@code s} and 12 characters of base64url. */
  public String of(Shape shape) {
    byte[] digest = secret.digest("shape 1", shape.text());
    return "s" + Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, BYTES));
  }
}
