package dev.syncer.rpc.core.call;

import dev.syncer.api.Database;
import dev.syncer.api.User;
import dev.syncer.core.model.Quoted;
import dev.syncer.rpc.Param;
import dev.syncer.rpc.Suggestions;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import dev.syncer.rpc.core.json.WireJson;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a method: binds the arguments of a call to them by name or by position.
 * Parameters of a few types are no arguments but come from the call. Immutable.
 */
final class Signature {
  private final List<Slot> slots;
  private final List<Slot> arguments;
  private final Set<String> names;
  private final boolean isVariable;
  private final boolean takesAll;

  private Signature(List<Slot> slots, boolean isVariable) {
    this.slots = List.copyOf(slots);
    this.arguments = slots.stream().filter(slot -> !slot.isGiven).toList();
    this.names = arguments.stream().map(Slot::name).collect(Collectors.toUnmodifiableSet());
    this.isVariable = isVariable;
    this.takesAll = slots.stream().anyMatch(slot -> slot.type == Call.class);
  }

  /**
   * The signature of a method.
   *
   * @param given types of parameters that come from the call
   * @param fault gets one sentence for each parameter that cannot be bound
   */
  public static Signature of(
      Method method, Set<Class<?>> given, WireJson json, Consumer<String> fault) {
    List<Slot> slots = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Parameter parameter : method.getParameters()) {
      Slot slot = Slot.of(parameter, given.contains(parameter.getType()), json);
      if (!slot.isGiven && slot.name.isEmpty()) {
        fault.accept(
            "its parameter "
                + (slots.size() + 1)
                + " has no name. Compile with -parameters, or use @Param(\"name\").");
      } else if (!slot.isGiven && !seen.add(slot.name)) {
        fault.accept("two of its parameters are named \"" + slot.name + "\". Rename one.");
      }
      slots.add(slot);
    }
    return new Signature(slots, method.isVarArgs());
  }

  /** That of the canonical constructor of a record. */
  static Signature of(Constructor<?> constructor, List<String> names, WireJson json) {
    List<Slot> slots = new ArrayList<>();
    for (Parameter parameter : constructor.getParameters()) {
      slots.add(Slot.of(names.get(slots.size()), parameter, false, json));
    }
    return new Signature(slots, false);
  }

  /** The types that every route gets from its call. */
  static final Set<Class<?>> OF_CALL = Set.of(User.class, Database.class, Call.class, Caller.class);

  boolean takes(Class<?> type) {
    return slots.stream().anyMatch(slot -> slot.isGiven && slot.type == type);
  }

  /** Whether a parameter of this type may be null. */
  boolean toleratesNull(Class<?> type) {
    return slots.stream().allMatch(slot -> slot.type != type || slot.isNullable);
  }

  /**
   * What to call the method with.
   *
   * @param params a map by name, or a list by position
   * @param given the values of parameters that come from the call
   * @throws RpcFault {@link Kind#INVALID_PARAMS} naming the argument
   */
  public @Nullable Object[] bind(Object params, Function<Class<?>, @Nullable Object> given) {
    Map<String, @Nullable Object> named =
        params instanceof List<?> list ? named(list) : checked((Map<?, ?>) params);
    @Nullable Object[] values = new Object[slots.size()];
    for (int i = 0; i < values.length; i++) {
      Slot slot = slots.get(i);
      values[i] = slot.isGiven ? given.apply(slot.type) : slot.value(named);
    }
    return values;
  }

  /**
   * What to call the method with, where some arguments come by position and more by name.
   *
   * @throws RpcFault {@link Kind#INVALID_PARAMS} naming the argument, also if it is there twice
   */
  public @Nullable Object[] bind(
      List<?> positional, Map<?, ?> named, Function<Class<?>, @Nullable Object> given) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(named(positional));
    checked(named)
        .forEach(
            (name, value) -> {
              if (all.containsKey(name)) {
                throw invalid("the argument " + Quoted.name(name) + " is there twice.");
              }
              all.put(name, value);
            });
    return bind(all, given);
  }

  private Map<String, @Nullable Object> checked(Map<?, ?> params) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    params.forEach(
        (name, value) -> {
          String text = String.valueOf(name);
          if (!takesAll && !names.contains(text)) {
            throw invalid(
                "there is no argument "
                    + Quoted.name(text)
                    + "."
                    + Suggestions.didYouMean(text, names)
                    + " It takes "
                    + list()
                    + ".");
          }
          named.put(text, value);
        });
    return named;
  }

  private Map<String, @Nullable Object> named(List<?> positional) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    int fixed = isVariable ? arguments.size() - 1 : arguments.size();
    if (positional.size() > fixed && !isVariable) {
      throw invalid(
          "there are " + positional.size() + " positional arguments. It takes " + list() + ".");
    }
    for (int i = 0; i < Math.min(fixed, positional.size()); i++) {
      named.put(arguments.get(i).name, positional.get(i));
    }
    if (isVariable) {
      int from = Math.min(fixed, positional.size());
      named.put(arguments.get(fixed).name, positional.subList(from, positional.size()));
    }
    return named;
  }

  private String list() {
    return arguments.isEmpty()
        ? "no arguments"
        : arguments.stream().map(Slot::name).collect(Collectors.joining(", "));
  }

  private static RpcFault invalid(String detail) {
    return new RpcFault(Kind.INVALID_PARAMS, detail);
  }

  /** One parameter. */
  private record Slot(
      String name,
      Class<?> type,
      boolean isGiven,
      boolean isOptional,
      boolean isNullable,
      ArgumentType reader) {

    static Slot of(Parameter parameter, boolean isGiven, WireJson json) {
      Param param = parameter.getAnnotation(Param.class);
      String name = param == null ? "" : param.value();
      if (name.isEmpty() && parameter.isNamePresent()) {
        name = parameter.getName();
      }
      return of(name, parameter, isGiven, json);
    }

    static Slot of(String name, Parameter parameter, boolean isGiven, WireJson json) {
      Param param = parameter.getAnnotation(Param.class);
      return new Slot(
          name,
          parameter.getType(),
          isGiven,
          param != null && param.optional(),
          parameter.getAnnotatedType().isAnnotationPresent(Nullable.class),
          ArgumentType.of(parameter.getParameterizedType(), json));
    }

    @Nullable Object value(Map<String, @Nullable Object> named) {
      Object value = named.get(name);
      if (value == null) {
        if (isOptional || (isNullable && named.containsKey(name))) {
          return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
        }
        throw invalid(
            "the argument "
                + Quoted.name(name)
                + (named.containsKey(name) ? " is null." : " is missing.")
                + " It takes "
                + reader.takes()
                + ".");
      }
      Object read;
      String place = "";
      try {
        read = reader.reader().apply(value);
      } catch (ArgumentType.Unfit e) {
        read = null;
        place = String.valueOf(e.getMessage());
      }
      if (read == null) {
        throw invalid(
            "the argument "
                + Quoted.name(name)
                + " does not fit"
                + (place.isEmpty() ? "" : " at " + place)
                + ". It takes "
                + reader.takes()
                + ".");
      }
      return read;
    }
  }
}
