package dev.syncer.rpc.core.session;

import com.google.inject.AbstractModule;
import com.google.inject.Scopes;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import dev.syncer.api.ModelModule;
import dev.syncer.rpc.core.ControllerClass;
import dev.syncer.rpc.core.Sessions;
import dev.syncer.rpc.core.spi.Authenticator;

/** Binds {@link Sessions}, and brings their model and their routes. */
public final class SessionModule extends AbstractModule {

  @Override
  protected void configure() {
    OptionalBinder.newOptionalBinder(binder(), Authenticator.class);
    bind(DatabaseSessions.class).in(Scopes.SINGLETON);
    bind(Sessions.class).to(DatabaseSessions.class);
    bind(SessionEnds.class).in(Scopes.SINGLETON);
    bind(LoginThrottle.class).in(Scopes.SINGLETON);
    ControllerClass.add(binder(), SessionController.class, VersionController.class);
    Multibinder.newSetBinder(binder(), ModelModule.class)
        .addBinding()
        .toInstance(new SessionModels());
  }
}
