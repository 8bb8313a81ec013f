package dev.syncer.rpc.core.live;

import com.google.inject.AbstractModule;
import com.google.inject.Scopes;
import com.google.inject.multibindings.Multibinder;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.core.log.ChangeLog;
import dev.syncer.rpc.core.LiveSessions;
import java.util.List;

/** Binds {@link LiveSessions}. */
public final class LiveModule extends AbstractModule {

  @Override
  protected void configure() {
    bind(ChangeLog.class).in(Scopes.SINGLETON);
    bind(PresenceRequests.class).in(Scopes.SINGLETON);
    bind(Messages.class).in(Scopes.SINGLETON);
    bind(Subscribes.class).in(Scopes.SINGLETON);
    bind(LiveServices.class).in(Scopes.SINGLETON);
    bind(Refusals.class).in(Scopes.SINGLETON);
    bind(StreamPlans.class).in(Scopes.SINGLETON);
    bind(LegacyPolls.class).in(Scopes.SINGLETON);
    bind(DefaultLiveSessions.class).in(Scopes.SINGLETON);
    bind(LiveSessions.class).to(DefaultLiveSessions.class);
    Multibinder.newSetBinder(binder(), ModelModule.class)
        .addBinding()
        .toInstance(new Controllers());
  }

  /** Declares no model, only the routes for clients of the original family. */
  private static final class Controllers implements ModelModule {
    @Override
    public void define(Models models) {}

    @Override
    public String name() {
      return "LongPoll";
    }

    @Override
    public List<Class<?>> controllers() {
      return List.of(LongPollController.class);
    }
  }
}
