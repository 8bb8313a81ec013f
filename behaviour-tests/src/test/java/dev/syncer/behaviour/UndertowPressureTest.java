package dev.syncer.behaviour;

import com.google.inject.Module;
import dev.syncer.api.ModelModule;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.rpc.core.Limits;
import dev.syncer.transport.undertow.HttpOptions;
import dev.syncer.transport.undertow.suite.UndertowNode;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

class UndertowPressureTest extends PressureContract {
  @Override
  protected Syncer node(
      Path folder,
      UnaryOperator<Module> over,
      SyncerOptions options,
      PressureBounds bounds,
      ModelModule... modules) {
    Limits limits =
        Limits.builder().callTime(bounds.callTime()).callsAtOnce(bounds.callsAtOnce()).build();
    HttpOptions.Builder http =
        HttpOptions.builder().port(0).headTimeout(bounds.peerTime()).bodyTimeout(bounds.peerTime());
    return UndertowNode.builder(folder, over, options, limits, http.build(), modules).build();
  }
}
