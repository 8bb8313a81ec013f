package dev.syncer.examples.board;

import com.google.inject.Inject;
import dev.syncer.api.Database;
import dev.syncer.api.Query;
import dev.syncer.api.User;
import dev.syncer.examples.board.model.Person;
import dev.syncer.rpc.Param;
import dev.syncer.rpc.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the page calls beside the methods of the models. */
public final class BoardController {

  @Inject
  BoardController() {}

  /** Who can log in. */
  @Route(value = "/board/users", anonymous = true)
  public Login users(Database database) {
    return database.read(
        User.SYSTEM,
        unit ->
            new Login(
                database.name(),
                unit.model(Person.MODEL).searchRead(Query.all().orderBy(Person.NAME.asc())).stream()
                    .map(
                        person ->
                            new Choice(
                                person.require(Person.NAME),
                                person.require(Person.LOGIN),
                                person.require(Person.COLOR)))
                    .toList()));
  }

  /**
   * Puts a task below another one of a column, in one step also where others have to make room.
   *
   * @param after the task above; absent or null for the top of the column
   * @return where the task stands now
   */
  @Route("/board/move")
  public Place move(
      Database database,
      User user,
      @Param("task_id") long task,
      @Param("stage_id") long stage,
      @Param(value = "after_id", optional = true) @Nullable Long after) {
    return database.writeReturning(user, unit -> new Move(unit).put(task, stage, after));
  }

  /**
   * The people to choose from.
   *
   * @param db the database to log in to
   */
  public record Login(String db, List<Choice> users) {
    public Login {
      users = List.copyOf(users);
    }
  }

  /** One person to choose. */
  public record Choice(String name, String login, String color) {}

  /** Where a task stands; the names are those of its fields. */
  @SuppressWarnings("checkstyle:RecordComponentName")
  public record Place(long stage_id, long sequence, boolean done) {}
}
