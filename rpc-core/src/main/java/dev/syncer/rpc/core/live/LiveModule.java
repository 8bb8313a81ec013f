package dev.syncer.rpc.core.live;

import com.google.inject.AbstractModule;
import com.google.inject.Scopes;
import dev.syncer.core.log.ChangeLog;
import dev.syncer.rpc.core.ControllerClass;
import dev.syncer.rpc.core.LiveSessions;

/** Binds {@link LiveSessions}. */
public final class LiveModule extends AbstractModule {

  @Override
  protected void configure() {
    bind(ChangeLog.class).in(Scopes.SINGLETON);
    bind(PresenceRequests.class).in(Scopes.SINGLETON);
    bind(Messages.class).in(Scopes.SINGLETON);
    bind(Subscribes.class).in(Scopes.SINGLETON);
    bind(LiveMethods.class).in(Scopes.SINGLETON);
    bind(LiveServices.class).in(Scopes.SINGLETON);
    bind(Refusals.class).in(Scopes.SINGLETON);
    bind(StreamPlans.class).in(Scopes.SINGLETON);
    bind(LegacyPolls.class).in(Scopes.SINGLETON);
    bind(DefaultLiveSessions.class).in(Scopes.SINGLETON);
    bind(LiveSessions.class).to(DefaultLiveSessions.class);
    ControllerClass.add(binder(), LongPollController.class);
  }
}
