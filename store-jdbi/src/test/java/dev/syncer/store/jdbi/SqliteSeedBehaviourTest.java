package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.SeedBehaviourContract;
import java.nio.file.Path;

class SqliteSeedBehaviourTest extends SeedBehaviourContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
