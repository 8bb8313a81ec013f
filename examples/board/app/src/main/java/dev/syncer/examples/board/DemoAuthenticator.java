package dev.syncer.examples.board;

import com.google.inject.Inject;
import dev.syncer.api.Database;
import dev.syncer.api.User;
import dev.syncer.examples.board.model.Person;
import dev.syncer.rpc.core.spi.Authenticator;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Believes whoever says who they are. Only for a server that nobody else can reach. */
final class DemoAuthenticator implements Authenticator {
  private final Database database;

  @Inject
  DemoAuthenticator(Database database) {
    this.database = database;
  }

  @Override
  public OptionalLong authenticate(Map<String, @Nullable Object> params) {
    Object db = params.get("db");
    if (!(params.get("login") instanceof String login)
        || (db != null && !db.equals(database.name()))) {
      return OptionalLong.empty();
    }
    return database
        .read(User.SYSTEM, unit -> unit.model(Person.MODEL).search(Person.LOGIN.eq(login)))
        .stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }
}
