package dev.syncer.api;

import java.util.Objects;

/**
 * In the filter of a rule, a value of the user who acts: {@code Project.MEMBERS.contains(USER)},
 * {@code Task.TEAM.eq(userValue(Person.TEAM))}.
 *
 * @param field a stored field of the model of users
 * @param <T> the Java type of the values that it is compared to
 */
@SuppressWarnings("UnusedTypeParameter") // T lets no field of another type be compared to it
public record UserValue<T>(String field) {
  /** The user who acts. */
  public static final UserValue<Ref> USER = new UserValue<>("id");

  public UserValue {
    Objects.requireNonNull(field, "field");
  }

  /** The value of a field of the record of the user who acts; if it is empty, the term is false. */
  public static <T> UserValue<T> userValue(Field<T> field) {
    return new UserValue<>(field.name());
  }

  /** As {@link #userValue(Field)}, for generic code. */
  public static <T> UserValue<T> userValue(String field) {
    return new UserValue<>(field);
  }
}
