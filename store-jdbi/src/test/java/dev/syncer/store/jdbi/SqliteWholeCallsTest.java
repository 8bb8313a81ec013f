package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.WholeCallsContract;
import java.nio.file.Path;

class SqliteWholeCallsTest extends WholeCallsContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
