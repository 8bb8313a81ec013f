package dev.syncer.core.rights;

import dev.syncer.api.User;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.WriteTransaction;
import jakarta.inject.Inject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who acts in a unit of work, with the rights that they have in the state which it sees. Those who
 * acted lately are kept in memory, with what they may do; see {@link DecidingRecords} for how long.
 * Safe for use by many threads.
 */
public final class Principals {
  /** The part of the memory for clients that they may have. */
  private static final int PARTS = 16;

  /** One without their record: what is weighed for some tens of models. */
  private static final long BYTES_OF_ONE = 4 * 1024;

  private final Rights rights;
  private final DecidingRecords records;
  private final @Nullable Model users;
  private final DecidingRecords.Memory<Long, Principal> known;

  @Inject
  public Principals(Registry registry, Rights rights, DecidingRecords records) {
    this.rights = rights;
    this.records = records;
    this.users = registry.users().orElse(null);
    this.known = records.memory(MemoryKind.PRINCIPALS, PARTS, Principals::bytes);
  }

  private static long bytes(Principal principal) {
    Row record = principal.record();
    return BYTES_OF_ONE + (record == null ? 0 : record.bytes());
  }

  /**
   * Who acts in a unit of work that reads. Its state may be older than what is in memory, so their
   * record is read; what they may do is weighed again only if the record is another one.
   *
   * @param asked the {@link DecidingRecords#moment} before the unit of work began
   */
  public Principal reading(ReadTransaction transaction, User user, long asked) {
    Principal read = rights.principal(transaction, user);
    Row record = read.record();
    if (record == null) {
      return read;
    }
    Principal kept = known.get(user.id());
    if (kept != null && isSame(kept.record(), record)) {
      return kept;
    }
    keep(read, asked);
    return read;
  }

  /**
   * Who acts in a unit of work that writes, before it has changed a user. It sees the last state
   * there is, of which those in memory are true: no statement, where they are.
   */
  public Principal writing(WriteTransaction transaction, User user) {
    Principal kept = user.id() > 0 ? known.get(user.id()) : null;
    if (kept != null) {
      return kept;
    }
    long asked = records.moment();
    Principal read = rights.principal(transaction, user);
    keep(read, asked);
    return read;
  }

  private static boolean isSame(@Nullable Row kept, Row record) {
    return kept != null && kept.version() == record.version();
  }

  private void keep(Principal principal, long asked) {
    if (users != null && principal.record() != null) {
      Set<DecidingRecords.Key> follows = Set.of(new DecidingRecords.Key(users, principal.userId()));
      known.put(principal.userId(), principal, follows, asked);
    }
  }
}
