package dev.syncer.rpc.core;

import com.google.inject.Binder;
import com.google.inject.multibindings.Multibinder;
import java.util.Objects;

/**
 * A controller that a Guice module adds, for routes that belong to no model module: {@code
 * ControllerClass.add(binder(), Reports.class)}. Its methods with {@link dev.syncer.rpc.Route} are
 * found at start; Guice makes it, as it is bound or with its own constructor.
 *
 * @param type the class of the controller
 */
public record ControllerClass(Class<?> type) {
  public ControllerClass {
    Objects.requireNonNull(type, "type");
  }

  /** Adds controllers to those of the application. */
  public static void add(Binder binder, Class<?>... types) {
    Multibinder<ControllerClass> all = Multibinder.newSetBinder(binder, ControllerClass.class);
    for (Class<?> type : types) {
      all.addBinding().toInstance(new ControllerClass(type));
    }
  }
}
