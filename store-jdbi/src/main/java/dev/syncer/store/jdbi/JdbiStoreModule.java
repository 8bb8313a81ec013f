package dev.syncer.store.jdbi;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import dev.syncer.core.spi.Store;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Lets an application keep its records in a SQLite file: binds {@link Store}, once for the
 * injector. {@code Guice.createInjector(…, JdbiStoreModule.sqlite(Path.of("demo.db")))}.
 */
public final class JdbiStoreModule extends AbstractModule {
  private final SqliteOptions options;

  private JdbiStoreModule(SqliteOptions options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * A store in a file, with the defaults of {@link SqliteOptions}.
   *
   * @param file the database; made if it is not there, its folder is not
   */
  public static JdbiStoreModule sqlite(Path file) {
    return sqlite(SqliteOptions.builder(file).build());
  }

  /** A store in a file. */
  public static JdbiStoreModule sqlite(SqliteOptions options) {
    return new JdbiStoreModule(options);
  }

  @Override
  protected void configure() {
    bind(SqliteOptions.class).toInstance(options);
    bind(JdbiStore.class).in(Singleton.class);
    bind(Store.class).to(JdbiStore.class);
  }
}
