package dev.syncer.transport.undertow;

import dev.syncer.api.ModelModule;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.rpc.core.Limits;
import dev.syncer.testkit.adapters.LiveTransportDoors;
import dev.syncer.transport.undertow.suite.UndertowNode;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class UndertowDoorsTest extends LiveTransportDoors {
  @TempDir Path folder;

  @Override
  protected Syncer node(SyncerOptions options, ModelModule... modules) {
    return UndertowNode.in(folder, options, Limits.defaults(), modules);
  }
}
