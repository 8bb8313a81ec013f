package dev.syncer.api;

import static dev.syncer.api.Filter.where;

import java.util.Collection;
import java.util.Objects;

/**
 * The conditions and orders that a field makes: {@code
 * Task.STAGE.eq(stage).and(Task.DUE.before(today))}, {@code Task.NAME.asc()}. A value of another
 * type does not compile.
 *
 * <p>Each method names the operator of {@link Filter#where} that means the same. The model checks
 * both alike when the filter is used: the field is stored or a list, {@link #lt} and the like are
 * for fields with an order, {@link #like} is for text, {@link #contains} is for lists.
 *
 * @param <T> the Java type of the value, see {@link FieldType}
 */
public sealed interface FieldConditions<T> permits Field {

  /** The name of the field. */
  String name();

  /** {@code =}: the field has this value. For the empty value, use {@link #isNull}. */
  default Filter eq(T value) {
    return term("=", value);
  }

  /** {@code =} in a rule: the field has the value of the user who acts, {@code OWNER.eq(USER)}. */
  default Filter eq(UserValue<T> value) {
    return term("=", value);
  }

  /** {@code !=}: the field has another value, or is empty. */
  default Filter ne(T value) {
    return term("!=", value);
  }

  /** {@code !=} in a rule: the field has another value than the user who acts, or is empty. */
  default Filter ne(UserValue<T> value) {
    return term("!=", value);
  }

  /** {@code in}: the field has one of the values. Of no values, no record has one. */
  default Filter in(Collection<? extends T> values) {
    return term("in", values);
  }

  /** {@code not in}: the field has none of the values, or is empty. */
  default Filter notIn(Collection<? extends T> values) {
    return term("not in", values);
  }

  /** {@code = null}: the field is empty. */
  default Filter isNull() {
    return where(name(), "=", null);
  }

  /** {@code != null}: the field has a value. */
  default Filter isSet() {
    return isNull().not();
  }

  /** {@code <}: the value is less. An empty field is neither less nor greater than any value. */
  default Filter lt(T value) {
    return term("<", value);
  }

  /** {@code <=}: the value is less, or equal. */
  default Filter le(T value) {
    return term("<=", value);
  }

  /** {@code >}: the value is greater. */
  default Filter gt(T value) {
    return term(">", value);
  }

  /** {@code >=}: the value is greater, or equal. */
  default Filter ge(T value) {
    return term(">=", value);
  }

  /** Another name of {@link #lt}, for days and times. */
  default Filter before(T value) {
    return lt(value);
  }

  /** Another name of {@link #gt}, for days and times. */
  default Filter after(T value) {
    return gt(value);
  }

  /**
   * {@code like}: the text contains the part. {@code %} stands for any text, {@code _} for one
   * character, and a backslash before them for the sign itself.
   */
  default Filter like(String part) {
    return term("like", part);
  }

  /** {@code ilike}: as {@link #like}; upper and lower case are equal. */
  default Filter ilike(String part) {
    return term("ilike", part);
  }

  /** {@code =like}: the whole text matches the pattern, see {@link #like}. */
  default Filter likeWhole(String pattern) {
    return term("=like", pattern);
  }

  /** {@code =ilike}: as {@link #likeWhole}; upper and lower case are equal. */
  default Filter ilikeWhole(String pattern) {
    return term("=ilike", pattern);
  }

  /** {@code contains}: the list has the record with this id. */
  default Filter contains(long id) {
    return term("contains", id);
  }

  /** {@code contains} in a rule: the list has the user who acts, {@code MEMBERS.contains(USER)}. */
  default Filter contains(UserValue<Ref> user) {
    return term("contains", user);
  }

  /** Orders by this field, smallest first; empty values come before all others. */
  default Sort asc() {
    return new Sort(name(), false);
  }

  /** Orders by this field, largest first; empty values come after all others. */
  default Sort desc() {
    return new Sort(name(), true);
  }

  private Filter term(String operator, Object value) {
    return where(
        name(),
        operator,
        Objects.requireNonNull(
            value, () -> name() + " " + operator + " null: for the empty value, use isNull()"));
  }
}
