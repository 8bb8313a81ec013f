package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.BrokerContract;
import java.nio.file.Path;

class SqliteBrokerTest extends BrokerContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
