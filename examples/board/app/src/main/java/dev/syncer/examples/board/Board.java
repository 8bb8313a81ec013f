package dev.syncer.examples.board;

import com.google.inject.AbstractModule;
import dev.syncer.core.ModelModules;
import dev.syncer.core.Syncer;
import dev.syncer.rpc.core.ControllerClass;
import dev.syncer.rpc.core.RpcModule;
import dev.syncer.rpc.core.spi.Authenticator;
import dev.syncer.store.jdbi.JdbiStoreModule;
import dev.syncer.transport.undertow.HttpOptions;
import dev.syncer.transport.undertow.UndertowModule;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the board is made of.
 *
 * @param file the database
 * @param port where it listens; 0 for any free port
 * @param modules a folder of further model modules, or null
 */
record Board(Path file, int port, @Nullable Path modules) {
  /** On this machine only: who logs in just says who they are, which is for nobody outside. */
  private static final String LOOPBACK = "127.0.0.1";

  /** The board with its database open; not yet listening. */
  Syncer open() {
    return Syncer.builder()
        .models(models())
        .install(
            JdbiStoreModule.sqlite(file),
            new RpcModule(),
            UndertowModule.listening(HttpOptions.builder().host(LOOPBACK).port(port).build()),
            new Own())
        .build()
        .open();
  }

  private ModelModules models() {
    return modules == null
        ? ModelModules.discovered()
        : ModelModules.discovered(ModuleFolder.loader(modules));
  }

  /** What the application adds: its controller, and who may log in. */
  private static final class Own extends AbstractModule {
    @Override
    protected void configure() {
      ControllerClass.add(binder(), BoardController.class);
      bind(DemoAuthenticator.class);
      bind(Authenticator.class).to(DemoAuthenticator.class);
    }
  }
}
