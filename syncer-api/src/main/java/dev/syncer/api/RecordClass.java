package dev.syncer.api;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes instances of a record class out of records, see {@link ModelRecord#as}. Immutable. */
final class RecordClass {
  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(
          long.class, Long.class,
          int.class, Integer.class,
          double.class, Double.class,
          boolean.class, Boolean.class);

  // Looked at by reflection once for each class.
  private static final ClassValue<RecordClass> KNOWN =
      new ClassValue<>() {
        @Override
        protected RecordClass computeValue(Class<?> type) {
          return new RecordClass(type);
        }
      };

  private final Class<?> type;
  private final Constructor<?> constructor;
  private final List<RecordComponent> components;

  private RecordClass(Class<?> type) {
    this.type = type;
    this.components = List.of(type.getRecordComponents());
    Class<?>[] parameters =
        components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      this.constructor = type.getDeclaredConstructor(parameters);
      constructor.setAccessible(true);
    } catch (NoSuchMethodException | RuntimeException e) {
      throw new IllegalArgumentException(
          type.getName()
              + " cannot be made by reflection. Open its package to dev.syncer.api, or make it and"
              + " its constructor public.",
          e);
    }
  }

  static RecordClass of(Class<? extends Record> type) {
    return KNOWN.get(type);
  }

  /** A record of the class. */
  Object read(ModelRecord record) {
    @Nullable Object[] values = new @Nullable Object[components.size()];
    Arrays.setAll(values, i -> value(record, components.get(i)));
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refusal) {
        throw refusal;
      }
      throw new IllegalArgumentException(type.getName() + " refused " + record, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type.getName() + " cannot be made", e);
    }
  }

  private @Nullable Object value(ModelRecord record, RecordComponent component) {
    String field = snakeCase(component.getName());
    Object value = field.equals("display_name") ? record.displayName() : record.get(field);
    Class<?> wanted = component.getType();
    if (value == null) {
      if (wanted.isPrimitive()) {
        throw misfit(record, component, "the field is empty. Use the type that can be null");
      }
      return null;
    }
    Class<?> box = BOXES.getOrDefault(wanted, wanted);
    if (box == Integer.class && value instanceof Long number) {
      if (number.intValue() != number) {
        throw misfit(record, component, "the number is too large. Use long");
      }
      return number.intValue();
    }
    if (!box.isInstance(value)) {
      throw misfit(record, component, "the field has a " + value.getClass().getSimpleName());
    }
    return value;
  }

  private IllegalArgumentException misfit(
      ModelRecord record, RecordComponent component, String reason) {
    return new IllegalArgumentException(
        "the component "
            + component.getType().getSimpleName()
            + " "
            + component.getName()
            + " of "
            + type.getSimpleName()
            + " does not fit "
            + record.model()
            + ","
            + record.id()
            + ": "
            + reason
            + ".");
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
