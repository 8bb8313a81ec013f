package dev.syncer.transport.undertow;

import dev.syncer.api.ModelModule;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.rpc.core.RpcModule;
import dev.syncer.rpc.core.spi.Authenticator;
import dev.syncer.store.jdbi.JdbiStoreModule;
import dev.syncer.testkit.TransportContract;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.io.TempDir;

class UndertowTransportTest extends TransportContract {
  private static final Authenticator BY_ID =
      params -> OptionalLong.of(((Number) params.get("uid")).longValue());

  @TempDir Path folder;

  @Override
  protected Syncer node(SyncerOptions options, ModelModule... modules) {
    return Syncer.builder()
        .options(options)
        .models(modules)
        .install(
            JdbiStoreModule.sqlite(folder.resolve("test.db")),
            new RpcModule(),
            UndertowModule.listening(HttpOptions.builder().port(0).build()),
            binder -> binder.bind(Authenticator.class).toInstance(BY_ID))
        .build();
  }
}
