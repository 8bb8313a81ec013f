package dev.syncer.transport.undertow.suite;

import com.google.inject.Module;
import dev.syncer.api.ModelModule;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.RpcModule;
import dev.syncer.rpc.core.spi.Authenticator;
import dev.syncer.store.jdbi.JdbiStoreModule;
import dev.syncer.transport.undertow.HttpOptions;
import dev.syncer.transport.undertow.UndertowModule;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * A whole node over SQLite and Undertow, for contracts that need one, here and in other modules.
 */
public final class UndertowNode {
  public static final Authenticator BY_ID =
      params -> OptionalLong.of(((Number) params.get("uid")).longValue());

  private UndertowNode() {}

  public static Syncer in(
      Path folder, SyncerOptions options, Limits limits, ModelModule... modules) {
    return in(folder, UnaryOperator.identity(), options, limits, modules);
  }

  /**
   * @param over what the module of the store goes through
   */
  public static Syncer in(
      Path folder,
      UnaryOperator<Module> over,
      SyncerOptions options,
      Limits limits,
      ModelModule... modules) {
    HttpOptions anyPort = HttpOptions.builder().port(0).build();
    return builder(folder, over, options, limits, anyPort, modules).build();
  }

  /**
   * @param over what the module of the store goes through
   */
  public static Syncer.Builder builder(
      Path folder,
      UnaryOperator<Module> over,
      SyncerOptions options,
      Limits limits,
      HttpOptions http,
      ModelModule... modules) {
    return Syncer.builder()
        .options(options)
        .models(modules)
        .install(over.apply(JdbiStoreModule.sqlite(folder.resolve("test.db"))))
        .install(doors(limits, http).toArray(Module[]::new));
  }

  /** What lets clients in. */
  public static List<Module> doors(Limits limits) {
    return doors(limits, HttpOptions.builder().port(0).build());
  }

  private static List<Module> doors(Limits limits, HttpOptions http) {
    return List.of(
        new RpcModule(limits),
        UndertowModule.listening(http),
        binder -> binder.bind(Authenticator.class).toInstance(BY_ID));
  }
}
