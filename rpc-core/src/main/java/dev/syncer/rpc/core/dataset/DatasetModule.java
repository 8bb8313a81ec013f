package dev.syncer.rpc.core.dataset;

import com.google.inject.AbstractModule;
import dev.syncer.rpc.core.ControllerClass;

/** Brings the route {@code /web/dataset/call_kw}. */
public final class DatasetModule extends AbstractModule {

  @Override
  protected void configure() {
    ControllerClass.add(binder(), DatasetController.class);
  }
}
