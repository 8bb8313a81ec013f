package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.SchemaUpdateContract;
import java.nio.file.Path;

class SqliteSchemaUpdateTest extends SchemaUpdateContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
