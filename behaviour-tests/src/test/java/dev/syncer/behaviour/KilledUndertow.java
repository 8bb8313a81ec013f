package dev.syncer.behaviour;

import dev.syncer.rpc.core.RpcModule;
import dev.syncer.rpc.core.spi.Authenticator;
import dev.syncer.store.jdbi.JdbiStoreModule;
import dev.syncer.transport.undertow.HttpOptions;
import dev.syncer.transport.undertow.UndertowModule;
import dev.syncer.transport.undertow.suite.UndertowNode;
import java.io.IOException;

/** The process of {@link UndertowKillTest}. */
final class KilledUndertow {
  private KilledUndertow() {}

  public static void main(String[] arguments) throws IOException {
    KilledNode.serve(
        arguments,
        folder -> JdbiStoreModule.sqlite(folder.resolve("test.db")),
        new RpcModule(),
        UndertowModule.listening(HttpOptions.builder().port(0).build()),
        binder -> binder.bind(Authenticator.class).toInstance(UndertowNode.BY_ID));
  }
}
