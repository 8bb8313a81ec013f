package dev.syncer.testkit.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.FieldType;
import dev.syncer.api.Ref;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.LikePattern;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Order;
import dev.syncer.core.model.Row;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random conditions and orders over random records: the store against memory. */
abstract class StoreContractOracle extends StoreContractLists {
  private static final int RECORDS = 80;
  private static final int CONDITIONS = 400;
  private static final String[] LETTERS = {"a", "A", "é", "É", "%", "_", "\\", "'", "𝒳", " ", "ß"};

  @Test
  void search_ofRandomConditions_agreesWithMemory() {
    long seed = Long.getLong("syncer.seed", System.nanoTime());
    System.out.println("StoreContract seed " + seed + " (repeat with -Dsyncer.seed=" + seed + ")");
    Random random = new Random(seed);
    insert(IntStream.range(0, RECORDS).mapToObj(i -> record(random)).toList());
    List<Row> everything = all();

    for (int i = 0; i < CONDITIONS; i++) {
      Condition condition = condition(random, 3);
      List<Order> orders = List.of(order(random), order(random));
      List<Long> expected =
          everything.stream()
              .filter(condition::matches)
              .sorted(comparator(orders))
              .map(Row::id)
              .toList();
      int offset = random.nextInt(4);
      int limit = 1 + random.nextInt(RECORDS);

      List<Row> found = store.read(tx -> tx.search(thing, condition, orders, limit, offset));
      long counted = store.read(tx -> tx.count(thing, Conditions.normal(condition)));

      String description = "seed %d: %s %s".formatted(seed, condition, orders);
      assertThat(found)
          .as(description)
          .extracting(Row::id)
          .containsExactlyElementsOf(expected.stream().skip(offset).limit(limit).toList());
      assertThat(counted).as(description).isEqualTo(expected.size());
    }
  }

  private Row record(Random random) {
    Row row = thing(java.util.Map.of());
    for (ModelField field : declaredColumns()) {
      boolean isEmpty = field.type() != FieldType.BOOLEAN && random.nextInt(4) == 0;
      row = row.with(field, isEmpty ? null : value(random, field));
    }
    return row;
  }

  private List<ModelField> comparable() {
    return thing.columns().stream()
        .filter(field -> field.type() != FieldType.JSON && field.type() != FieldType.BINARY)
        .toList();
  }

  private List<ModelField> declaredColumns() {
    return comparable().stream().filter(field -> !field.isBase()).toList();
  }

  /** Few values, so that many are equal. */
  private static Object value(Random random, ModelField field) {
    int small = random.nextInt(7) - 3;
    return switch (field.type()) {
      case TEXT -> text(random);
      case INTEGER -> (long) small;
      case BOOLEAN -> random.nextBoolean();
      case DECIMAL -> BigDecimal.valueOf(small, field.scale());
      case DATE -> LocalDate.of(2000, 1, 1).plusDays(small);
      case DATE_TIME -> NOON.plusMillis(small);
      case SELECTION -> random.nextBoolean() ? "low" : "high";
      case FLOAT -> small / 4.0;
      case MANY_TO_ONE -> Ref.to(small + 4L);
      case JSON, BINARY, ONE_TO_MANY, MANY_TO_MANY ->
          throw new IllegalArgumentException(field + " cannot be compared");
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    random
        .ints(random.nextInt(4), 0, LETTERS.length)
        .forEach(letter -> text.append(LETTERS[letter]));
    return text.toString();
  }

  private Condition condition(Random random, int depth) {
    ModelField field = comparable().get(random.nextInt(comparable().size()));
    return switch (random.nextInt(depth == 0 ? 4 : 7)) {
      case 0 ->
          new Condition.Compare(
              field,
              Condition.Comparison.values()[random.nextInt(Condition.Comparison.values().length)],
              value(random, field));
      case 1 ->
          new Condition.In(
              field,
              IntStream.range(0, random.nextInt(4)).mapToObj(i -> value(random, field)).toList());
      case 2 -> new Condition.Empty(field);
      case 3 ->
          new Condition.Like(
              field("name"), new LikePattern("%" + text(random), random.nextBoolean()));
      case 4 -> new Condition.Not(condition(random, depth - 1));
      case 5 -> new Condition.All(conditions(random, depth - 1));
      default -> new Condition.Any(conditions(random, depth - 1));
    };
  }

  private List<Condition> conditions(Random random, int depth) {
    List<Condition> conditions = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      conditions.add(condition(random, depth));
    }
    return conditions;
  }

  private Order order(Random random) {
    return new Order(comparable().get(random.nextInt(comparable().size())), random.nextBoolean());
  }

  private static Comparator<Row> comparator(List<Order> orders) {
    Comparator<Row> all = Comparator.comparingLong(Row::id);
    for (int i = orders.size() - 1; i >= 0; i--) {
      Order order = orders.get(i);
      Comparator<Row> one = (a, b) -> compared(order.field(), a, b.value(order.field()));
      all = (order.isDescending() ? one.reversed() : one).thenComparing(all);
    }
    return all;
  }

  private static int compared(ModelField field, Row row, @Nullable Object other) {
    if (row.value(field) == null || other == null) {
      return (row.value(field) == null ? 0 : 1) - (other == null ? 0 : 1);
    }
    if (new Condition.Compare(field, Condition.Comparison.LESS, other).matches(row)) {
      return -1;
    }
    return new Condition.Compare(field, Condition.Comparison.EQUAL, other).matches(row) ? 0 : 1;
  }
}
