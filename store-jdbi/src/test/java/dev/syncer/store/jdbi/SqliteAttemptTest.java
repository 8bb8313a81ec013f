package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.AttemptContract;
import java.nio.file.Path;

class SqliteAttemptTest extends AttemptContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
