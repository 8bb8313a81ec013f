package dev.syncer.core.spi;

import java.util.Objects;

/**
 * What a store knows when it opens.
 *
 * @param epoch which history this is, 1 to 32 characters of {@code [a-z0-9]}; another one wherever
 *     a commit that was already sent could be lost
 * @param secret made with the database, kept in it, for signing cursors; 32 bytes as hexadecimal
 * @param head the position of the last commit, 0 if there is none
 */
public record StoreState(String epoch, String secret, long head) {
  public StoreState {
    Objects.requireNonNull(epoch, "epoch");
    Objects.requireNonNull(secret, "secret");
  }

  @Override
  public String toString() {
    return "StoreState[epoch=" + epoch + ", head=" + head + "]";
  }
}
