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
 * end that was not clean.
 */
final class Metadata {
  private static final String EPOCH = "epoch";
  private static final String SECRET = "secret";
  private static final String SESSION = "session";
  private static final int SECRET_BYTES = 32;
  private static final int EPOCH_BYTES = 8;

  private final Handle handle;
  private final SecureRandom random = new SecureRandom();

  Metadata(Handle handle) {
    this.handle = handle;
  }

  /** Begins a session; the caller commits it, durably. */
  StoreState begin(Synchronous synchronous, long head) {
    // A power cut may have taken commits that clients have seen.
    boolean mayHaveLost = value(SESSION).filter(Synchronous.NORMAL.name()::equals).isPresent();
    if (mayHaveLost) {
      keep(EPOCH, hex(EPOCH_BYTES));
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

  private String hex(int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return HexFormat.of().formatHex(drawn);
  }
}
