package dev.syncer.rpc.core.call;

import dev.syncer.rpc.core.call.RpcFault.Kind;
import dev.syncer.rpc.core.json.WireJson;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Named params that become a record: its components are their names, their types, and whether they
 * may be left out. Bound like the arguments of a route. Immutable.
 *
 * @param <T> the record
 */
public final class Params<T extends Record> {
  private final Constructor<T> constructor;
  private final List<String> names;
  private final Signature signature;

  private Params(Constructor<T> constructor, List<String> names, Signature signature) {
    this.constructor = constructor;
    this.names = names;
    this.signature = signature;
  }

  /** Those of a record of the framework itself. */
  public static <T extends Record> Params<T> of(Class<T> type, WireJson json) {
    RecordComponent[] components = type.getRecordComponents();
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    try {
      Constructor<T> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return new Params<>(constructor, names, Signature.of(constructor, names, json));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a record has a canonical constructor", e);
    }
  }

  /** The names, in their order. */
  public List<String> names() {
    return names;
  }

  /**
   * The params of a request.
   *
   * @throws RpcFault {@link Kind#INVALID_PARAMS} if they are positional, or naming the one that
   *     does not fit
   */
  public T read(@Nullable Object params) {
    if (!(params instanceof Map<?, ?> named)) {
      throw positional();
    }
    try {
      return constructor.newInstance(signature.bind(named, type -> null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record that only holds its params can be made", e);
    }
  }

  /** What is told where a method takes named params and got others. */
  public static RpcFault positional() {
    return new RpcFault(Kind.INVALID_PARAMS, "this method takes named params, an object.");
  }
}
