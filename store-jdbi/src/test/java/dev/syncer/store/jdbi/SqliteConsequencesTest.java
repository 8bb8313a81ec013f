package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.ConsequencesContract;
import java.nio.file.Path;

class SqliteConsequencesTest extends ConsequencesContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
