package dev.syncer.rpc.core;

import com.google.inject.AbstractModule;
import dev.syncer.rpc.core.call.CallModule;
import dev.syncer.rpc.core.dataset.DatasetModule;
import dev.syncer.rpc.core.health.HealthModule;
import dev.syncer.rpc.core.live.LiveModule;
import dev.syncer.rpc.core.session.SessionModule;
import java.util.Objects;

/**
 * Binds {@link RpcEndpoint}, {@link LiveSessions} and {@link Sessions}, and brings the model of
 * sessions and the service routes. Install it beside {@code SyncerModule}; bind an {@link
 * dev.syncer.rpc.core.spi.Authenticator} so that somebody can log in.
 */
public final class RpcModule extends AbstractModule {
  private final Limits limits;

  /** With the limits of the protocol. */
  public RpcModule() {
    this(Limits.defaults());
  }

  public RpcModule(Limits limits) {
    this.limits = Objects.requireNonNull(limits, "limits");
  }

  @Override
  protected void configure() {
    bind(Limits.class).toInstance(limits);
    install(new CallModule());
    install(new SessionModule());
    install(new DatasetModule());
    install(new LiveModule());
    install(new HealthModule());
  }
}
