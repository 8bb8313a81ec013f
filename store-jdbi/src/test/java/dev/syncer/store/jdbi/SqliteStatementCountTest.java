package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.StatementCountContract;
import java.nio.file.Path;

class SqliteStatementCountTest extends StatementCountContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
