package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.RulesContract;
import java.nio.file.Path;

class SqliteRulesTest extends RulesContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
