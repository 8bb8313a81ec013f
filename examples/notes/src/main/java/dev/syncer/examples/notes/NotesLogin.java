package dev.syncer.examples.notes;

import dev.syncer.api.Database;
import dev.syncer.api.User;
import dev.syncer.rpc.core.spi.Authenticator;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Believes whoever says who they are; only for a server that nobody else can reach. */
final class NotesLogin implements Authenticator {
  private final Database database;

  @Inject
  NotesLogin(Database database) {
    this.database = database;
  }

  @Override
  public OptionalLong authenticate(Map<String, @Nullable Object> params) {
    if (!(params.get("login") instanceof String login)) {
      return OptionalLong.empty();
    }
    return database
        .read(User.SYSTEM, unit -> unit.model("res.users").search(PeopleModule.LOGIN.eq(login)))
        .stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }
}
