package dev.syncer.core.rights;

import dev.syncer.api.User;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Names;
import dev.syncer.core.model.Row;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How users are named to a principal: by name, as far as that one may read their records. Equal
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
    return record == null
        ? of(user, false)
        : of(users == null || user.id() <= 0 ? user : as(user, record), reach.matches(record));
  }

  /**
   * A user, called as it may be: who may not be called by name is called as links call what may not
   * be read, and without a time.
   *
   * @param isReadable whether the user's record is there and may be read
   */
  public User of(User user, boolean isReadable) {
    if (users == null || user.id() <= 0) {
      return user;
    }
    if (!showsNames || !isReadable) {
      return new User(user.id(), Names.nameless(users.name(), user.id()), Instant.EPOCH);
    }
    return showsDates ? user : new User(user.id(), user.name(), Instant.EPOCH);
  }

  /** Whether it has to be known of each user if their record may be read. */
  public boolean asksForRecords() {
    return users != null && showsNames && !reach.equals(Condition.EVERY);
  }

  /** The user as a record says. */
  static User as(User user, Row record) {
    return record.get("write_date") instanceof Instant lastUpdate
        ? new User(user.id(), record.displayName(), lastUpdate)
        : user;
  }
}
