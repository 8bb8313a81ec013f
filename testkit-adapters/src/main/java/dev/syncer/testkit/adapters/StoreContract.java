package dev.syncer.testkit.adapters;

import dev.syncer.core.spi.Store;
import java.nio.file.Path;

/**
 * What every store must do, as a suite: a store is one when its subclass of this passes.
 *
 * <pre>{@code
 * final class SqliteStoreTest extends StoreContract {
 *   @Override
 *   protected Store store(Path place) {
 *     return new SqliteStore(place.resolve("test.db"));
 *   }
 * }
 * }</pre>
 *
 * <p>It tells which promise of {@link Store} is broken, not how fast a store is, and nothing of
 * what only one kind of store has: files, locks, changes of the schema.
 */
public abstract class StoreContract extends StoreContractDeadlines {

  /**
   * A store that is not open yet.
   *
   * @param place an empty folder of the test; the same place means the same database, also after
   *     the store before was closed
   */
  @Override
  protected abstract Store store(Path place);
}
