package dev.syncer.store.jdbi;

import dev.syncer.core.spi.StoreState;
import dev.syncer.store.jdbi.SqliteOptions.Synchronous;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * What the database knows of itself, in {@code syncer_meta}: epoch, secret, and how the last
 * session ran; and in {@code syncer_notes} what the core wants to know again. A session leaves its
 * mark when it begins and takes it away when it ends; a mark that is found at the start tells of an
 * end that was not clean. And whose it is: the token of the server that opened it last.
 */
final class Metadata {
  private static final String EPOCH = "epoch";
  private static final String SECRET = "secret";
  private static final String SESSION = "session";
  private static final String OWNER = "owner";
  private static final String TOUCHED = "touched";
  private static final int SECRET_BYTES = 32;
  private static final int EPOCH_BYTES = 8;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Handle handle;

  Metadata(Handle handle) {
    this.handle = handle;
  }

  /**
   * Begins a session; the caller commits it, durably.
   *
   * @param owner the token of the server that opens it
   */
  StoreState begin(Synchronous synchronous, long head, String owner) {
    keep(OWNER, owner);
    // A power cut may have taken commits that clients have seen.
    boolean mayHaveLost = value(SESSION).filter(Synchronous.NORMAL.name()::equals).isPresent();
    if (mayHaveLost) {
      newEpoch();
    }
    keep(SESSION, synchronous.name());
    return new StoreState(
        valueOr(EPOCH, () -> hex(EPOCH_BYTES)),
        valueOr(SECRET, () -> hex(SECRET_BYTES)),
        head,
        notes());
  }

  private Map<String, String> notes() {
    Map<String, String> notes = new LinkedHashMap<>();
    handle
        .createQuery("SELECT key, note FROM syncer_notes")
        .map((results, context) -> notes.put(results.getString(1), results.getString(2)))
        .list();
    return notes;
  }

  /** A token that nobody else has. */
  static String newOwner() {
    return hex(EPOCH_BYTES);
  }

  /** Whether the server of the token was the last to open the database. */
  boolean isOwnedBy(String owner) {
    return value(OWNER).filter(owner::equals).isPresent();
  }

  /** Makes it another history: clients have seen one that is not this. */
  void newEpoch() {
    keep(EPOCH, hex(EPOCH_BYTES));
  }

  /**
   * Writes something that means nothing.
   *
   * @param bytes how much
   */
  void touch(int bytes) {
    keep(TOUCHED, hex(bytes / 2));
  }

  /** Ends a session cleanly. */
  void end() {
    handle.createUpdate("DELETE FROM syncer_meta WHERE key = ?").bind(0, SESSION).execute();
  }

  private Optional<String> value(String key) {
    return handle
        .createQuery("SELECT value FROM syncer_meta WHERE key = ?")
        .bind(0, key)
        .mapTo(String.class)
        .findFirst();
  }

  private String valueOr(String key, Supplier<String> first) {
    return value(key)
        .orElseGet(
            () -> {
              String made = first.get();
              keep(key, made);
              return made;
            });
  }

  private void keep(String key, String value) {
    handle
        .createUpdate(
            "INSERT INTO syncer_meta (key, value) VALUES (?, ?)"
                + " ON CONFLICT (key) DO UPDATE SET value = excluded.value")
        .bind(0, key)
        .bind(1, value)
        .execute();
  }

  private static String hex(int bytes) {
    byte[] drawn = new byte[bytes];
    RANDOM.nextBytes(drawn);
    return HexFormat.of().formatHex(drawn);
  }
}
