package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.PresenceContract;
import java.nio.file.Path;

class SqlitePresenceTest extends PresenceContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
