package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.UnitOfWorkContract;
import java.nio.file.Path;

class SqliteUnitOfWorkTest extends UnitOfWorkContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
