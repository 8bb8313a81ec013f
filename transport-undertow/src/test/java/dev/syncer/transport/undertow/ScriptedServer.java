package dev.syncer.transport.undertow;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.spi.Transport;
import dev.syncer.rpc.core.Health;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.LiveSessions;
import dev.syncer.rpc.core.RpcEndpoint;
import dev.syncer.rpc.core.RpcResponse;
import dev.syncer.rpc.core.RpcResponse.SessionChange;
import dev.syncer.testkit.adapters.WireSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A started transport in front of scripted parts. */
final class ScriptedServer implements AutoCloseable {
  static final SyncerOptions SYNCER =
      SyncerOptions.builder().node("n\"1").outboundShare(64 * 1024).frameLimit(1024 * 1024).build();

  final ScriptedEndpoint endpoint = new ScriptedEndpoint();
  final ScriptedSessions sessions = new ScriptedSessions();
  final Transport transport;

  ScriptedServer(HttpOptions.Builder options) {
    this(options, Limits.defaults());
  }

  ScriptedServer(HttpOptions.Builder options, Limits limits) {
    this.transport =
        Guice.createInjector(
                UndertowModule.listening(options.build()),
                new AbstractModule() {
                  @Override
                  protected void configure() {
                    binder().requireExplicitBindings();
                    bind(SyncerOptions.class).toInstance(SYNCER);
                    bind(Limits.class).toInstance(limits);
                    bind(RpcEndpoint.class).toInstance(endpoint);
                    bind(LiveSessions.class).toInstance(sessions);
                    bind(Health.class)
                        .toInstance(
                            () ->
                                CompletableFuture.completedFuture(
                                    new RpcResponse(
                                        200,
                                        ScriptedEndpoint.bytes("{\"status\":\"ok\"}"),
                                        null,
                                        SessionChange.UNCHANGED,
                                        null)));
                  }
                })
            .getInstance(Transport.class);
    transport.start();
  }

  static ScriptedServer start() {
    return new ScriptedServer(HttpOptions.builder().port(0));
  }

  URI address() {
    return transport.address();
  }

  WireSocket connect() {
    return WireSocket.connect(address());
  }

  @Override
  public void close() {
    transport.stop(Duration.ofSeconds(5));
  }
}
