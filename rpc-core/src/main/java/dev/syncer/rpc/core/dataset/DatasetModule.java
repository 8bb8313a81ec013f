package dev.syncer.rpc.core.dataset;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import java.util.List;

/** Brings the route {@code /web/dataset/call_kw}. */
public final class DatasetModule extends AbstractModule {

  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), ModelModule.class)
        .addBinding()
        .toInstance(new Controllers());
  }

  /** Declares no model, only the controller for all of them. */
  private static final class Controllers implements ModelModule {
    @Override
    public void define(Models models) {}

    @Override
    public String name() {
      return "ModelService";
    }

    @Override
    public List<Class<?>> controllers() {
      return List.of(DatasetController.class);
    }
  }
}
