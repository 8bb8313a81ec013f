package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.HooksContract;
import java.nio.file.Path;

class SqliteHooksTest extends HooksContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
