package dev.syncer.rpc.core.live;

import dev.syncer.core.model.Quoted;
import dev.syncer.core.model.Suggestions;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The params of a {@code syncer.*} method. */
final class NamedParams {
  private static final BigInteger LEAST = BigInteger.valueOf(Integer.MIN_VALUE);
  private static final BigInteger MOST = BigInteger.valueOf(Integer.MAX_VALUE);

  private static final long MOST_ID = (1L << 53) - 1;

  private final Map<?, ?> params;

  /**
   * @throws RpcFault if they are positional
   */
  NamedParams(@Nullable Object params) {
    if (!(params instanceof Map<?, ?> named)) {
      throw new RpcFault(Kind.INVALID_PARAMS, "this method takes named params, an object.");
    }
    this.params = named;
  }

  /** Refuses names that the method does not have. */
  NamedParams checked(Collection<String> known) {
    for (Object key : params.keySet()) {
      String name = String.valueOf(key);
      if (!known.contains(name)) {
        throw new RpcFault(
            Kind.INVALID_PARAMS,
            "there is no argument "
                + Quoted.name(name)
                + "."
                + Suggestions.didYouMean(name, known)
                + " It takes "
                + (known.isEmpty() ? "none" : String.join(", ", known))
                + ".");
      }
    }
    return this;
  }

  String text(String name) {
    return optionalText(name).orElseThrow(() -> missing(name, "text"));
  }

  private static RpcFault missing(String name, String takes) {
    return new RpcFault(
        Kind.INVALID_PARAMS, "the argument \"" + name + "\" is missing. It takes " + takes + ".");
  }

  private static RpcFault unfit(String name, String takes) {
    return new RpcFault(
        Kind.INVALID_PARAMS, "the argument \"" + name + "\" does not fit. It takes " + takes + ".");
  }

  /** Any value, null too, but there. */
  @Nullable Object any(String name) {
    if (!params.containsKey(name)) {
      throw missing(name, "any JSON");
    }
    return params.get(name);
  }

  Optional<String> optionalText(String name) {
    Object value = params.get(name);
    if (value != null && !(value instanceof String)) {
      throw unfit(name, "text");
    }
    return Optional.ofNullable((String) value);
  }

  /** An array. */
  List<?> list(String name) {
    Object value = params.get(name);
    if (value == null) {
      throw missing(name, "an array");
    }
    if (!(value instanceof List<?> list)) {
      throw unfit(name, "an array");
    }
    return list;
  }

  /** An array of strings; empty if left out. */
  Optional<List<String>> optionalTexts(String name) {
    Object value = params.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
      throw unfit(name, "an array of strings");
    }
    return Optional.of(list.stream().map(String.class::cast).toList());
  }

  /** A whole number, one out of the range of an {@code int} as the nearest in it. */
  Optional<Integer> optionalInteger(String name) {
    Object value = params.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Long) && !(value instanceof BigInteger)) {
      throw unfit(name, "a whole number");
    }
    BigInteger number = new BigInteger(value.toString());
    return Optional.of(number.max(LEAST).min(MOST).intValue());
  }

  /** The id of a record, 1 to 2^53-1. */
  Optional<Long> optionalId(String name) {
    Object value = params.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Long id) || id < 1 || id > MOST_ID) {
      throw unfit(name, "the id of a record");
    }
    return Optional.of(id);
  }

  /** The value as it came; null if left out. */
  @Nullable Object value(String name) {
    return params.get(name);
  }

  /** False if left out. */
  boolean flag(String name) {
    Object value = params.get(name);
    if (value != null && !(value instanceof Boolean)) {
      throw unfit(name, "true or false");
    }
    return Boolean.TRUE.equals(value);
  }
}
