package dev.syncer.api;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds a model's name and fields among the constants of a class: {@link Models#model(Class)}. */
final class ModelClass {
  private static final String NAME = "MODEL";

  private ModelClass() {}

  /** The value of the constant {@code MODEL}. */
  static String name(Class<?> holder) {
    for (java.lang.reflect.Field constant : constants(holder, String.class)) {
      if (constant.getName().equals(NAME)) {
        return String.valueOf(value(constant));
      }
    }
    throw new IllegalArgumentException(
        holder.getName()
            + " has no constant String "
            + NAME
            + ", which names the model. Add it, or declare the model by name:"
            + " models.model(\"…\").fields(…).");
  }

  /** The constants that are fields, in the order in which they stand. */
  static Field<?>[] fields(Class<?> holder) {
    List<Field<?>> fields = new ArrayList<>();
    for (java.lang.reflect.Field constant : constants(holder, Field.class)) {
      if (!(value(constant) instanceof Field<?> field)) {
        throw new IllegalArgumentException(
            holder.getName()
                + "."
                + constant.getName()
                + " has no value yet, because its class is still being initialized. Call"
                + " models.model(…) in ModelModule.define.");
      }
      fields.add(field);
    }
    if (fields.isEmpty()) {
      throw new IllegalArgumentException(
          holder.getName()
              + " has no constant of type Field. Declare at least one that is not private.");
    }
    return fields.toArray(Field<?>[]::new);
  }

  // Java promises no order, but HotSpot answers in that of the source. A test says so.
  private static List<java.lang.reflect.Field> constants(Class<?> holder, Class<?> type) {
    return Stream.of(holder.getDeclaredFields())
        .filter(each -> each.getType() == type && isConstant(each.getModifiers()))
        .toList();
  }

  private static boolean isConstant(int modifiers) {
    return Modifier.isStatic(modifiers)
        && Modifier.isFinal(modifiers)
        && !Modifier.isPrivate(modifiers);
  }

  private static Object value(java.lang.reflect.Field constant) {
    try {
      constant.setAccessible(true); // the class may be package-private
      return constant.get(null);
    } catch (IllegalAccessException | RuntimeException e) {
      throw new IllegalArgumentException(
          constant
              + " cannot be read by reflection. Open its package to dev.syncer.api, or make it and"
              + " its class public.",
          e);
    }
  }
}
