package dev.syncer.behaviour;

import com.google.inject.Module;
import dev.syncer.api.ModelModule;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.rpc.core.Limits;
import dev.syncer.transport.undertow.suite.UndertowNode;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;

class UndertowRacesTest extends RacesContract {
  @TempDir Path folder;

  @Override
  protected Syncer nodeOver(
      SyncerOptions options, UnaryOperator<Module> over, ModelModule... modules) {
    return UndertowNode.in(folder, over, options, Limits.defaults(), modules);
  }
}
