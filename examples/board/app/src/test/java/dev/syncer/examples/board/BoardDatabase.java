package dev.syncer.examples.board;

import dev.syncer.api.Database;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.User;
import dev.syncer.core.Syncer;
import dev.syncer.examples.board.model.BoardModule;
import dev.syncer.examples.board.model.Task;
import dev.syncer.store.jdbi.JdbiStoreModule;
import java.nio.file.Path;
import java.util.List;

/** A database file with the models of the board, for a test. */
final class BoardDatabase implements AutoCloseable {
  private final Syncer syncer;

  BoardDatabase(Path folder) {
    syncer =
        Syncer.builder()
            .models(new BoardModule())
            .install(JdbiStoreModule.sqlite(folder.resolve("test.db")))
            .build()
            .open();
  }

  Database database() {
    return syncer.database();
  }

  long count(String model) {
    return database().read(User.SYSTEM, unit -> unit.model(model).count(Query.all()));
  }

  /** All tasks by column and place. */
  List<ModelRecord> tasks() {
    return database()
        .read(
            User.SYSTEM,
            unit ->
                unit.model(Task.MODEL)
                    .searchRead(Query.all().orderBy("stage_id").orderBy("sequence").orderBy("id")));
  }

  @Override
  public void close() {
    syncer.close();
  }
}
