package dev.syncer.core.spi;

import java.util.Map;
import java.util.Objects;

/**
 * What a store knows when it opens.
 *
 * @param epoch which history this is, 1 to 32 characters of {@code [a-z0-9]}; another one wherever
 *     a commit that was already sent could be lost
 * @param secret made with the database, kept in it, for signing cursors; 32 bytes as hexadecimal
 * @param head the position of the last commit, 0 if there is none
 * @param notes what {@link WriteTransaction#note} has kept, by key; but a column that is new in its
 *     table has none under {@link dev.syncer.core.model.ModelField#noteKey}
 */
public record StoreState(String epoch, String secret, long head, Map<String, String> notes) {
  public StoreState {
    Objects.requireNonNull(epoch, "epoch");
    Objects.requireNonNull(secret, "secret");
    notes = Map.copyOf(notes);
  }

  @Override
  public String toString() {
    return "StoreState[epoch=" + epoch + ", head=" + head + "]";
  }
}
