package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.BrokerPressureContract;
import java.nio.file.Path;

class SqliteBrokerPressureTest extends BrokerPressureContract {
  @Override
  protected Module realStore(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
