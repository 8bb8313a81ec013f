package dev.syncer.rpc.core.call;

import com.google.inject.ConfigurationException;
import com.google.inject.CreationException;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.ProvisionException;
import com.google.inject.Scopes;
import com.google.inject.spi.Message;
import jakarta.inject.Inject;
import java.util.Collection;

/**
 * Makes controllers: their classes are known only after the model modules are, when the injector
 * stands already. The one place that has the injector.
 */
class ControllerFactory {
  private final Injector injector;

  @Inject
  ControllerFactory(Injector injector) {
    this.injector = injector;
  }

  /**
   * The controller of a class: the one that the application bound, else a new one.
   *
   * @throws IllegalStateException if it cannot be made, with the reason
   */
  Object make(Class<?> type) {
    try {
      if (injector.getExistingBinding(Key.get(type)) != null) {
        return injector.getInstance(type);
      }
      return injector
          .createChildInjector(binder -> binder.bind(type).in(Scopes.SINGLETON))
          .getInstance(type);
    } catch (ConfigurationException e) {
      throw new IllegalStateException(first(e.getErrorMessages()), e);
    } catch (CreationException e) {
      throw new IllegalStateException(first(e.getErrorMessages()), e);
    } catch (ProvisionException e) {
      throw new IllegalStateException(first(e.getErrorMessages()), e);
    }
  }

  private static String first(Collection<Message> messages) {
    String text = messages.iterator().next().getMessage();
    return text.lines().findFirst().orElse("no reason given");
  }
}
