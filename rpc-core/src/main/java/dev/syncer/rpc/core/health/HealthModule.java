package dev.syncer.rpc.core.health;

import com.google.inject.AbstractModule;
import com.google.inject.Scopes;
import dev.syncer.rpc.core.Health;

/** Binds {@link Health}. */
public final class HealthModule extends AbstractModule {

  @Override
  protected void configure() {
    bind(NodeHealth.class).in(Scopes.SINGLETON);
    bind(Health.class).to(NodeHealth.class);
  }
}
