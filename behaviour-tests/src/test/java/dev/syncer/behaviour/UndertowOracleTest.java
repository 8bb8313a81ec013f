package dev.syncer.behaviour;

import com.google.inject.Module;
import dev.syncer.rpc.core.Limits;
import dev.syncer.store.jdbi.JdbiStoreModule;
import dev.syncer.transport.undertow.suite.UndertowNode;
import java.nio.file.Path;
import java.util.List;

class UndertowOracleTest extends WireOracleContract {
  @Override
  protected Module store(Path folder) {
    return JdbiStoreModule.sqlite(folder.resolve("test.db"));
  }

  @Override
  protected List<Module> doors() {
    return UndertowNode.doors(Limits.defaults());
  }
}
