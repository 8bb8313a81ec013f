package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.MemoryContract;
import java.nio.file.Path;

class SqliteMemoryTest extends MemoryContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
