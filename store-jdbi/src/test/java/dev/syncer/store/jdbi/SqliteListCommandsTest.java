package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.ListCommandsContract;
import java.nio.file.Path;

class SqliteListCommandsTest extends ListCommandsContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
