package dev.syncer.core.rights;

import dev.syncer.api.User;
import dev.syncer.api.UserValue;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Row;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A user with everything that decides their rights: their groups, and the values of their record
 * that rules name. Immutable; after a change the user is another principal. Made by {@link
 * Rights#principal}.
 */
public final class Principal {
  /** The application itself. */
  public static final Principal SYSTEM = new Principal(0, true, Set.of(), null);

  /** Who has not logged in, or may not act any more: only what everyone may. */
  public static final Principal ANONYMOUS = new Principal(0, false, Set.of(), null);

  private final long userId;
  private final boolean isSystem;
  private final Set<String> groups;
  private final @Nullable Row record;
  private final Map<Model, Scope> scopes = new ConcurrentHashMap<>();

  private Principal(long userId, boolean isSystem, Set<String> groups, @Nullable Row record) {
    this.userId = userId;
    this.isSystem = isSystem;
    this.groups = Set.copyOf(groups);
    this.record = record;
  }

  /**
   * A user with their record as it is; whose record says that they are not active, is nobody.
   *
   * @param record null where no model holds users: then they have no groups
   */
  public static Principal of(User user, @Nullable Row record) {
    if (user.isSystem()) {
      return SYSTEM;
    }
    if (user.isAnonymous() || (record != null && !isActive(record))) {
      return ANONYMOUS;
    }
    return new Principal(user.id(), false, record == null ? Set.of() : groups(record), record);
  }

  private static boolean isActive(Row record) {
    return !Boolean.FALSE.equals(record.get(Model.ACTIVE));
  }

  private static Set<String> groups(Row record) {
    return record.get(Model.GROUPS) instanceof Collection<?> names
        ? names.stream()
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .collect(Collectors.toSet())
        : Set.of();
  }

  /** The id of their record; 0 for the system and for nobody. */
  public long userId() {
    return userId;
  }

  /** Whether nothing is refused. */
  public boolean isSystem() {
    return isSystem;
  }

  /** The names of their groups. */
  public Set<String> groups() {
    return groups;
  }

  /** Their record; null for the system, for nobody, and where no model holds users. */
  public @Nullable Row record() {
    return record;
  }

  /** The user as their record calls them now. */
  public User as(User user) {
    return record == null ? user : UserNamePolicy.as(user, record);
  }

  /** What a rule compares to; null if it is empty. */
  @Nullable Object value(UserValue<?> value) {
    if (value.equals(UserValue.USER)) {
      return userId == 0 ? null : userId;
    }
    return record == null ? null : record.get(value.field());
  }

  /** What they may do with a model, made once. */
  Scope scope(Model model, Function<Model, Scope> make) {
    Scope known = scopes.get(model);
    return known == null ? scopes.computeIfAbsent(model, make) : known;
  }

  @Override
  public String toString() {
    return isSystem ? "the system" : userId == 0 ? "nobody" : "user " + userId;
  }
}
