package dev.syncer.rpc.core.live;

import com.google.inject.AbstractModule;
import com.google.inject.Scopes;
import dev.syncer.rpc.core.LiveSessions;

/** Binds {@link LiveSessions}. */
public final class LiveModule extends AbstractModule {

  @Override
  protected void configure() {
    bind(LiveServices.class).in(Scopes.SINGLETON);
    bind(DefaultLiveSessions.class).in(Scopes.SINGLETON);
    bind(LiveSessions.class).to(DefaultLiveSessions.class);
  }
}
