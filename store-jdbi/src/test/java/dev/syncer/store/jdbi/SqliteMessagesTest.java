package dev.syncer.store.jdbi;

import com.google.inject.Module;
import dev.syncer.core.suite.MessagesContract;
import java.nio.file.Path;

class SqliteMessagesTest extends MessagesContract {
  @Override
  protected Module store(Path directory) {
    return JdbiStoreModule.sqlite(directory.resolve("test.db"));
  }
}
