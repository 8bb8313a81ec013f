package dev.syncer.api;

import static dev.syncer.api.Filter.where;

import java.util.Collection;
import java.util.Objects;

/**
 * The conditions and orders over one field: {@code
 * Task.STAGE.eq(stage).and(Task.DUE.before(today))}, {@code Task.NAME.asc()}. A value of another
 * type than the field's does not compile. Each means what the text in its Javadoc means to {@link
 * Filter#where}; generic code writes the text.
 *
 * <p>Whether the field can be asked so is checked against the model when the condition is used, for
 * text and type alike: only fields of the table can be asked, sizes need an order, parts a text.
 *
 * @param <T> the Java type of the value, see {@link FieldType}
 */
public sealed interface FieldConditions<T> permits Field {

  /** The name of the field. */
  String name();

  /** {@code "=", value}: has this value. */
  default Filter eq(T value) {
    return term("=", value);
  }

  /** {@code "=", USER}, in a rule: has the value that the one who acts has. */
  default Filter eq(UserValue<T> value) {
    return term("=", value);
  }

  /** {@code "!=", value}: has another value, or none. */
  default Filter ne(T value) {
    return term("!=", value);
  }

  /** {@code "!=", USER}, in a rule: has another value than the one who acts, or none. */
  default Filter ne(UserValue<T> value) {
    return term("!=", value);
  }

  /** {@code "in", values}: has one of the values; none given: no record. */
  default Filter in(Collection<? extends T> values) {
    return term("in", values);
  }

  /** {@code "not in", values}: has none of the values, or is empty. */
  default Filter notIn(Collection<? extends T> values) {
    return term("not in", values);
  }

  /** {@code "=", null}: is empty. */
  default Filter isNull() {
    return where(name(), "=", null);
  }

  /** {@code "!=", null}: has a value. */
  default Filter isSet() {
    return isNull().not();
  }

  /** {@code "<", value}: is less. */
  default Filter lt(T value) {
    return term("<", value);
  }

  /** {@code "<=", value}: is less, or the same. */
  default Filter le(T value) {
    return term("<=", value);
  }

  /** {@code ">", value}: is more. */
  default Filter gt(T value) {
    return term(">", value);
  }

  /** {@code ">=", value}: is more, or the same. */
  default Filter ge(T value) {
    return term(">=", value);
  }

  /** {@link #lt}, as one says it of days and times. */
  default Filter before(T value) {
    return lt(value);
  }

  /** {@link #gt}, as one says it of days and times. */
  default Filter after(T value) {
    return gt(value);
  }

  /** {@code "like", part}: a text that has this in it; {@code %} is any text, {@code _} one. */
  default Filter like(String part) {
    return term("like", part);
  }

  /** {@code "ilike", part}: as {@link #like}, in upper or lower case. */
  default Filter ilike(String part) {
    return term("ilike", part);
  }

  /** {@code "=like", pattern}: as {@link #like}, but of the whole text. */
  default Filter likeWhole(String pattern) {
    return term("=like", pattern);
  }

  /** {@code "=ilike", pattern}: as {@link #likeWhole}, in upper or lower case. */
  default Filter ilikeWhole(String pattern) {
    return term("=ilike", pattern);
  }

  /** {@code "contains", id}: a list that has this record in it. */
  default Filter contains(long id) {
    return term("contains", id);
  }

  /** {@code "contains", USER}, in a rule: a list that has this record of the one who acts in it. */
  default Filter contains(UserValue<Ref> user) {
    return term("contains", user);
  }

  /** Smallest first; empty ones come first. */
  default Sort asc() {
    return new Sort(name(), false);
  }

  /** Largest first; empty ones come last. */
  default Sort desc() {
    return new Sort(name(), true);
  }

  private Filter term(String operator, Object value) {
    return where(
        name(),
        operator,
        Objects.requireNonNull(
            value, () -> name() + " " + operator + " null: for the empty value say isNull()"));
  }
}
