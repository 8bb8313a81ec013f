package dev.syncer.behaviour;

import com.google.inject.Module;
import dev.syncer.api.ModelModule;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.rpc.core.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

class UndertowPressureTest extends PressureContract {
  @Override
  protected Syncer node(
      Path folder,
      UnaryOperator<Module> over,
      SyncerOptions options,
      Duration callTime,
      ModelModule... modules) {
    Limits limits = Limits.builder().callTime(callTime).build();
    return UndertowNode.in(folder, over, options, limits, modules);
  }
}
