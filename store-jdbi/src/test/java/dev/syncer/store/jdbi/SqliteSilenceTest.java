package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.SilenceContract;
import java.nio.file.Path;

class SqliteSilenceTest extends SilenceContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
