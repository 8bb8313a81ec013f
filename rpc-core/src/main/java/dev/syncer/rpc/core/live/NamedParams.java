package dev.syncer.rpc.core.live;

import dev.syncer.core.model.Suggestions;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The params of a {@code syncer.*} method. */
final class NamedParams {
  private final Map<?, ?> params;

  /**
   * @throws RpcFault if they are positional
   */
  NamedParams(Object params) {
    if (!(params instanceof Map<?, ?> named)) {
      throw new RpcFault(Kind.INVALID_PARAMS, "this method takes named params, an object.");
    }
    this.params = named;
  }

  /**
   * Refuses names that the method does not have.
   *
   * @param reserved names that the protocol has and this server not yet
   */
  NamedParams checked(Collection<String> known, Collection<String> reserved) {
    for (Object key : params.keySet()) {
      String name = String.valueOf(key);
      if (reserved.contains(name)) {
        throw new RpcFault(
            Kind.INVALID_PARAMS, "\"" + name + "\" is not supported by this server yet.");
      }
      if (!known.contains(name)) {
        throw new RpcFault(
            Kind.INVALID_PARAMS,
            "there is no such argument."
                + Suggestions.didYouMean(name, known)
                + " It takes "
                + String.join(", ", known)
                + ".");
      }
    }
    return this;
  }

  String text(String name) {
    return optionalText(name)
        .orElseThrow(
            () ->
                new RpcFault(
                    Kind.INVALID_PARAMS,
                    "the argument \"" + name + "\" is missing. It takes text."));
  }

  Optional<String> optionalText(String name) {
    Object value = params.get(name);
    if (value != null && !(value instanceof String)) {
      throw new RpcFault(
          Kind.INVALID_PARAMS, "the argument \"" + name + "\" does not fit. It takes text.");
    }
    return Optional.ofNullable((String) value);
  }

  /** False if left out. */
  boolean flag(String name) {
    Object value = params.get(name);
    if (value != null && !(value instanceof Boolean)) {
      throw new RpcFault(
          Kind.INVALID_PARAMS,
          "the argument \"" + name + "\" does not fit. It takes true or false.");
    }
    return Boolean.TRUE.equals(value);
  }
}
