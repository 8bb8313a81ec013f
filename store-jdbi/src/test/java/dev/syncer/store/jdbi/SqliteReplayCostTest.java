package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.ReplayCostContract;
import java.nio.file.Path;

class SqliteReplayCostTest extends ReplayCostContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
