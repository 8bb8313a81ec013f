package dev.syncer.transport.undertow;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import dev.syncer.core.spi.Transport;
import java.util.Objects;

/**
 * Binds {@link Transport} to HTTP and WebSocket on Undertow. Needs {@code RpcEndpoint}, {@code
 * LiveSessions}, {@code Health}, {@code Limits} and {@code SyncerOptions} from the other modules of
 * the injector.
 */
public final class UndertowModule extends AbstractModule {
  private final HttpOptions options;

  private UndertowModule(HttpOptions options) {
    this.options = options;
  }

  /** A server that listens once its transport is started. */
  public static UndertowModule listening(HttpOptions options) {
    return new UndertowModule(Objects.requireNonNull(options, "options"));
  }

  @Override
  protected void configure() {
    bind(HttpOptions.class).toInstance(options);
    bind(UndertowTransport.class).in(Singleton.class);
    bind(Transport.class).to(UndertowTransport.class);
  }
}
