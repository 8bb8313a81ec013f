package dev.syncer.core.suite.store;

import com.google.inject.Module;
import dev.syncer.core.spi.Store;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Databases in memory by place, of one test: a store that is opened at a place after another was
 * closed there finds what that one wrote. Safe for use by many threads.
 */
public final class MemoryDatabases {
  private final Map<Path, MemoryDatabase> byPlace = new ConcurrentHashMap<>();

  /** A store that is not open yet. */
  public Store store(Path place) {
    return new MemoryStore(byPlace.computeIfAbsent(place, each -> new MemoryDatabase()));
  }

  /** Binds such a store. */
  public Module module(Path place) {
    Store store = store(place);
    return binder -> binder.bind(Store.class).toInstance(store);
  }
}
