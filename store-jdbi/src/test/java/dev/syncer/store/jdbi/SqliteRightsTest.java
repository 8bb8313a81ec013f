package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.RightsContract;
import java.nio.file.Path;

class SqliteRightsTest extends RightsContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
