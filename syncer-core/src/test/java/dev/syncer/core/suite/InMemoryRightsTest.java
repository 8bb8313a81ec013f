package dev.syncer.core.suite;

import com.google.inject.Module;
import dev.syncer.core.suite.store.MemoryDatabases;
import java.nio.file.Path;

final class InMemoryRightsTest extends RightsContract {
  private final MemoryDatabases databases = new MemoryDatabases();

  @Override
  protected Module store(Path place) {
    return databases.module(place);
  }
}
