package dev.syncer.core.rights;

import dev.syncer.api.User;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Names;
import dev.syncer.core.model.Row;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How users are named to a reader: by name, as far as the reader may read their records. Equal
 * policies give equal names. Made by {@link Rights#naming}.
 *
 * @param users the model of users; null where there is none, and everybody is called by name
 * @param reach the users that can be read
 * @param showsNames whether the field with the name can be read
 * @param showsDates whether all fields can be read: else the date would tell that one of the others
 *     has changed
 */
public record UserNamePolicy(
    @Nullable Model users, Condition reach, boolean showsNames, boolean showsDates) {

  /**
   * A user, called as it may be.
   *
   * @param record the user's record, whole; null if there is none any more
   */
  public User of(User user, @Nullable Row record) {
    if (users == null || user.id() <= 0) {
      return user;
    }
    if (!showsNames || record == null || !reach.matches(record)) {
      return unnamed(users, user.id());
    }
    User named = as(user, record);
    return showsDates ? named : undated(named);
  }

  /** A user of whom it is not told when their record last changed. */
  public static User undated(User user) {
    return new User(user.id(), user.name(), Instant.EPOCH);
  }

  /**
   * A user who may not be called by name: as links call what may not be read, and without a time.
   *
   * @param users the model of users
   */
  public static User unnamed(Model users, long id) {
    return new User(id, Names.nameless(users.name(), id), Instant.EPOCH);
  }

  /** The user as a record says. */
  static User as(User user, Row record) {
    return record.get("write_date") instanceof Instant lastUpdate
        ? new User(user.id(), record.displayName(), lastUpdate)
        : user;
  }
}
