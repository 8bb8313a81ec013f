package dev.syncer.rpc.core.call;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import dev.syncer.core.thread.DaemonThreads;
import dev.syncer.core.thread.InFlight;
import dev.syncer.rpc.core.ControllerClass;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.RpcEndpoint;
import dev.syncer.rpc.core.json.WireJson;
import java.security.SecureRandom;

/** Binds what takes a request to its controller and back. */
public final class CallModule extends AbstractModule {

  @Override
  protected void configure() {
    ControllerClass.add(binder());
    bind(ControllerFactory.class).in(Scopes.SINGLETON);
    // At once, so that faults of controllers stop the start.
    bind(Routes.class).asEagerSingleton();
    bind(Dispatcher.class).in(Scopes.SINGLETON);
    bind(Answers.class).in(Scopes.SINGLETON);
    bind(DefaultRpcEndpoint.class).in(Scopes.SINGLETON);
    bind(RpcEndpoint.class).to(DefaultRpcEndpoint.class);
  }

  @Provides
  @Singleton
  Tokens tokens() {
    return new Tokens(new SecureRandom());
  }

  @Provides
  @Singleton
  WireJson json(Limits limits) {
    return new WireJson(limits.messages().depth());
  }

  @Provides
  @Singleton
  CallThreads threads(DaemonThreads daemons) {
    return CallThreads.start(daemons);
  }

  @Provides
  @Singleton
  CallGate gate(Limits limits) {
    return new CallGate(limits.calls().onNode(), new InFlight());
  }
}
