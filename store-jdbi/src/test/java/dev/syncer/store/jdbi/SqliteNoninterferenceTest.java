package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.NoninterferenceContract;
import dev.syncer.store.jdbi.SqliteOptions.Synchronous;
import java.nio.file.Path;

class SqliteNoninterferenceTest extends NoninterferenceContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(
        SqliteOptions.builder(directory.resolve("test.db"))
            .synchronous(Synchronous.NORMAL)
            .readers(2)
            .build());
  }
}
