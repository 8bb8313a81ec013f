package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.ShapesContract;
import java.nio.file.Path;

class SqliteShapesTest extends ShapesContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
