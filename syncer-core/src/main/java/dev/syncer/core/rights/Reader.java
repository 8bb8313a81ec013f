package dev.syncer.core.rights;

import dev.syncer.api.User;
import dev.syncer.core.model.Row;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody, with all that decides their rights: their groups, and the values of their record that
 * rules name. Immutable; who they are later is another reader.
 *
 * @param userId the id of their record; 0 for the system and for nobody
 * @param isSystem whether nothing is refused
 * @param groups the names of their groups
 * @param record their record; null for the system, for nobody, and where no model holds users
 */
public record Reader(long userId, boolean isSystem, Set<String> groups, @Nullable Row record) {
  /** The application itself. */
  public static final Reader SYSTEM = new Reader(0, true, Set.of(), null);

  /** Who has not logged in: only what everyone may. */
  public static final Reader ANONYMOUS = new Reader(0, false, Set.of(), null);

  public Reader {
    groups = Set.copyOf(groups);
  }

  /** A user with their record as it is. */
  public static Reader of(User user, @Nullable Row record) {
    return user.isSystem() ? SYSTEM : new Reader(user.id(), false, Set.of(), record);
  }
}
