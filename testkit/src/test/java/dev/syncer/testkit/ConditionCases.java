package dev.syncer.testkit;

import static dev.syncer.api.Filter.where;

import dev.syncer.api.Field;
import dev.syncer.api.Filter;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Ref;
import dev.syncer.testkit.ThingModule.Thing;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Each condition that fields make, over values that are in the table and one that is not: by type,
 * as text with the values of the wire, and as a test of one record in plain Java.
 */
final class ConditionCases {

  /**
   * One condition in three forms.
   *
   * @param operator field and method, {@code name eq}
   */
  record Case(String operator, Filter typed, Filter text, Predicate<ModelRecord> means) {}

  static final List<String> NAMES = List.of("a", "ab", "Ab", "ba", "");
  static final List<String> KINDS = List.of("low", "high");
  static final List<Long> COUNTS = List.of(-3L, 0L, 7L);
  static final List<BigDecimal> PRICES =
      List.of(new BigDecimal("-1.50"), new BigDecimal("9.99"), new BigDecimal("10.00"));
  static final List<Double> RATIOS = List.of(-0.5, 0.0, 2.25);
  static final List<LocalDate> DAYS =
      List.of(LocalDate.of(2026, 1, 31), LocalDate.of(2026, 12, 1), LocalDate.of(2027, 1, 1));
  static final List<Instant> TIMES =
      List.of(Instant.parse("2026-11-30T23:59:59.999Z"), Instant.parse("2026-12-01T00:00:00Z"));

  private final List<Case> cases = new ArrayList<>();

  private ConditionCases() {}

  /**
   * @param ids records that links may name
   */
  static List<Case> over(List<Long> ids) {
    ConditionCases all = new ConditionCases();
    all.field(Thing.NAME, NAMES, "zz", value -> value, Comparator.naturalOrder());
    all.field(Thing.KIND, KINDS, "high", value -> value, null);
    all.field(Thing.COUNT, COUNTS, 1L, value -> value, Comparator.naturalOrder());
    all.field(
        Thing.PRICE,
        PRICES,
        new BigDecimal("5.00"),
        BigDecimal::toPlainString,
        Comparator.naturalOrder());
    all.field(Thing.RATIO, RATIOS, 1.0, value -> value, Comparator.naturalOrder());
    all.field(Thing.DONE, List.of(true, false), true, value -> value, null);
    all.field(
        Thing.DUE, DAYS, LocalDate.of(2026, 6, 1), LocalDate::toString, Comparator.naturalOrder());
    all.field(Thing.STARTED, TIMES, Instant.EPOCH, Instant::toString, Comparator.naturalOrder());
    all.field(
        Thing.PARENT,
        ids.subList(0, 3).stream().map(Ref::to).toList(),
        Ref.to(99_999),
        Ref::id,
        null);
    all.patterns();
    ids.forEach(id -> all.list(Thing.CHILDREN, id));
    ids.forEach(id -> all.list(Thing.FRIENDS, id));
    return all.cases;
  }

  private void add(
      String method, Field<?> field, Filter typed, Filter text, Predicate<ModelRecord> means) {
    cases.add(new Case(field.name() + " " + method, typed, text, means));
  }

  private <T> void field(
      Field<T> field,
      List<T> values,
      T absent,
      Function<T, Object> wire,
      @Nullable Comparator<T> order) {
    String name = field.name();
    add("isNull", field, field.isNull(), where(name, "=", null), row -> row.get(field) == null);
    add("isSet", field, field.isSet(), where(name, "!=", null), row -> row.get(field) != null);
    List<T> asked = new ArrayList<>(values);
    asked.add(absent);
    for (T value : asked) {
      Object text = wire.apply(value);
      List<T> two = List.of(value, values.get(0));
      List<Object> twoText = List.of(text, wire.apply(values.get(0)));
      Predicate<ModelRecord> isIt = row -> value.equals(row.get(field));
      Predicate<ModelRecord> isOne =
          row -> {
            T actual = row.get(field);
            return actual != null && two.contains(actual);
          };
      add("eq", field, field.eq(value), where(name, "=", text), isIt);
      add("ne", field, field.ne(value), where(name, "!=", text), isIt.negate());
      add("in", field, field.in(two), where(name, "in", twoText), isOne);
      add("notIn", field, field.notIn(two), where(name, "not in", twoText), isOne.negate());
      if (order != null) {
        ordered(field, value, text, order);
      }
    }
    add("in none", field, field.in(List.of()), where(name, "in", List.of()), row -> false);
  }

  private <T> void ordered(Field<T> field, T value, Object text, Comparator<T> order) {
    String name = field.name();
    Predicate<ModelRecord> less = compared(field, value, order, sign -> sign < 0);
    Predicate<ModelRecord> greater = compared(field, value, order, sign -> sign > 0);
    Predicate<ModelRecord> same = compared(field, value, order, sign -> sign == 0);
    add("lt", field, field.lt(value), where(name, "<", text), less);
    add("before", field, field.before(value), where(name, "<", text), less);
    add("le", field, field.le(value), where(name, "<=", text), less.or(same));
    add("gt", field, field.gt(value), where(name, ">", text), greater);
    add("after", field, field.after(value), where(name, ">", text), greater);
    add("ge", field, field.ge(value), where(name, ">=", text), greater.or(same));
  }

  private static <T> Predicate<ModelRecord> compared(
      Field<T> field, T value, Comparator<T> order, Predicate<Integer> sign) {
    return row -> {
      T actual = row.get(field);
      return actual != null && sign.test(order.compare(actual, value));
    };
  }

  private void patterns() {
    for (String part : List.of("a", "b", "A", "a%", "_b", "%")) {
      String regex = part.replace("%", ".*").replace("_", ".");
      String anywhere = ".*" + regex + ".*";
      Field<String> name = Thing.NAME;
      Predicate<ModelRecord> like = matches(anywhere, false);
      Predicate<ModelRecord> ilike = matches(anywhere, true);
      add("like", name, name.like(part), where("name", "like", part), like);
      add("not like", name, name.like(part).not(), where("name", "not like", part), like.negate());
      add("ilike", name, name.ilike(part), where("name", "ilike", part), ilike);
      add(
          "not ilike",
          name,
          name.ilike(part).not(),
          where("name", "not ilike", part),
          ilike.negate());
      add(
          "likeWhole",
          name,
          name.likeWhole(part),
          where("name", "=like", part),
          matches(regex, false));
      add(
          "ilikeWhole",
          name,
          name.ilikeWhole(part),
          where("name", "=ilike", part),
          matches(regex, true));
    }
  }

  private static Predicate<ModelRecord> matches(String regex, boolean ignoresCase) {
    Pattern pattern = Pattern.compile(ignoresCase ? regex.toLowerCase(Locale.ROOT) : regex);
    return row -> {
      String text = row.get(Thing.NAME);
      return text != null
          && pattern.matcher(ignoresCase ? text.toLowerCase(Locale.ROOT) : text).matches();
    };
  }

  private void list(Field<List<Long>> list, long id) {
    add(
        "contains",
        list,
        list.contains(id),
        where(list.name(), "contains", id),
        row -> row.require(list).contains(id));
  }
}
