package dev.syncer.rpc.core.call;

import dev.syncer.api.User;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The method of a controller behind a route.
 *
 * @param path the route, with its leading slash
 * @param isAnonymous whether a caller without a session may call it
 */
public record RouteMethod(
    String path, boolean isAnonymous, Object controller, Method method, Signature signature) {

  /** Whether it has to be known who calls. */
  boolean wantsUser() {
    return !isAnonymous || signature.takes(User.class);
  }

  /**
   * Calls it with named params, or with positional ones and named ones besides; throws what it
   * throws.
   *
   * @param given the values of parameters that come from the call
   * @throws RpcFault naming the argument that does not fit
   */
  public @Nullable Object call(
      List<?> positional, Map<?, ?> named, Function<Class<?>, @Nullable Object> given)
      throws Throwable {
    return invoke(signature.bind(positional, named, given));
  }

  /** Calls it; throws what it throws. */
  @Nullable Object invoke(@Nullable Object[] arguments) throws Throwable {
    try {
      return method.invoke(controller, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  @Override
  public String toString() {
    return path;
  }
}
