package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.ConsequencesOracleContract;
import dev.syncer.store.jdbi.SqliteOptions.Synchronous;
import java.nio.file.Path;

class SqliteConsequencesOracleTest extends ConsequencesOracleContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(
        SqliteOptions.builder(directory.resolve("test.db"))
            .synchronous(Synchronous.NORMAL)
            .readers(1)
            .build());
  }
}
