package dev.syncer.store.jdbi;

import dev.syncer.core.spi.Store;
import dev.syncer.testkit.adapters.StoreContract;
import java.nio.file.Path;

final class SqliteStoreTest extends StoreContract {
  @Override
  protected Store store(Path place) {
    return new JdbiStore(SqliteOptions.builder(place.resolve("test.db")).build());
  }
}
