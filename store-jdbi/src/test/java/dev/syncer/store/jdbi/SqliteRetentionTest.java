package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.RetentionContract;
import java.nio.file.Path;

class SqliteRetentionTest extends RetentionContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
