package dev.syncer.testkit.adapters;

import dev.syncer.core.spi.Store;
import dev.syncer.core.suite.store.MemoryDatabases;
import java.nio.file.Path;

/** The store that the suites of core run over is one: it passes the contract. */
final class MemoryStoreTest extends StoreContract {
  private final MemoryDatabases databases = new MemoryDatabases();

  @Override
  protected Store store(Path place) {
    return databases.store(place);
  }
}
