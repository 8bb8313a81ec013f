package dev.syncer.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.Fields;
import dev.syncer.core.model.Condition.All;
import dev.syncer.core.model.Condition.Any;
import dev.syncer.core.model.Condition.Compare;
import dev.syncer.core.model.Condition.Comparison;
import dev.syncer.core.model.Condition.Contains;
import dev.syncer.core.model.Condition.Empty;
import dev.syncer.core.model.Condition.In;
import dev.syncer.core.model.Condition.Like;
import dev.syncer.core.model.Condition.Not;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NormalFormTest {
  private static final int CONDITIONS = 20_000;
  private static final Model ITEM =
      Registry.of(
              List.of(
                  models ->
                      models
                          .model("shop.item")
                          .fields(
                              Fields.text("a"),
                              Fields.integer("n"),
                              Fields.integer("m"),
                              Fields.manyToMany("item_ids", "shop.item"))))
          .model("shop.item")
          .orElseThrow();
  private static final ModelField A = field("a");
  private static final ModelField N = field("n");
  private static final ModelField M = field("m");
  private static final ModelField LIST = field("item_ids");

  private static ModelField field(String name) {
    return ITEM.field(name).orElseThrow();
  }

  private static Condition n(Comparison comparison, long value) {
    return new Compare(N, comparison, value);
  }

  private static Condition is(long value) {
    return n(Comparison.EQUAL, value);
  }

  private static Condition below(long value) {
    return n(Comparison.LESS, value);
  }

  private static Condition above(long value) {
    return n(Comparison.GREATER, value);
  }

  private static Condition in(long... values) {
    return new In(N, LongStream.of(values).boxed().toList());
  }

  private static Condition m(long value) {
    return new Compare(M, Comparison.EQUAL, value);
  }

  private static Condition not(Condition condition) {
    return new Not(condition);
  }

  private static Condition all(Condition... conditions) {
    return new All(List.of(conditions));
  }

  private static Condition any(Condition... conditions) {
    return new Any(List.of(conditions));
  }

  static Stream<Arguments> forms() {
    Condition like = new Like(A, new LikePattern("x%", false));
    Condition empty = new Empty(N);
    return Stream.of(
        Arguments.of(all(all(is(1)), all()), is(1)),
        Arguments.of(any(any(is(1)), any()), is(1)),
        Arguments.of(all(m(1), all(like, below(1))), all(like, below(1), m(1))),
        Arguments.of(not(not(not(like))), not(like)),
        Arguments.of(not(all(is(1), m(2))), any(not(is(1)), not(m(2)))),
        Arguments.of(not(any(is(1), m(2))), all(not(is(1)), not(m(2)))),
        Arguments.of(in(3), is(3)),
        Arguments.of(in(), Condition.NOTHING),
        Arguments.of(not(in()), Condition.EVERY),
        Arguments.of(in(3, 1, 2, 1), in(1, 2, 3)),
        Arguments.of(any(is(2), in(3, 1)), in(1, 2, 3)),
        Arguments.of(all(in(1, 2, 3), in(3, 2, 5)), in(2, 3)),
        Arguments.of(all(in(1, 2, 3), below(2)), is(1)),
        Arguments.of(all(is(1), is(2)), Condition.NOTHING),
        Arguments.of(all(not(is(1)), not(is(2))), not(in(1, 2))),
        Arguments.of(any(not(is(1)), not(is(2))), Condition.EVERY),
        Arguments.of(all(below(3), not(in(2, 7))), all(below(3), not(is(2)))),
        Arguments.of(all(below(3), below(5)), below(3)),
        Arguments.of(any(below(3), below(5)), below(5)),
        Arguments.of(all(below(3), n(Comparison.LESS_OR_EQUAL, 3)), below(3)),
        Arguments.of(all(above(3), n(Comparison.GREATER_OR_EQUAL, 3)), above(3)),
        Arguments.of(all(below(3), above(3)), Condition.NOTHING),
        Arguments.of(all(above(5), not(below(3))), above(5)),
        Arguments.of(all(like, not(like)), Condition.NOTHING),
        Arguments.of(any(like, not(like)), Condition.EVERY),
        Arguments.of(all(empty, is(1)), Condition.NOTHING),
        Arguments.of(all(empty, not(is(1))), empty),
        Arguments.of(all(not(empty), is(1)), is(1)),
        Arguments.of(any(not(empty), not(is(1))), Condition.EVERY),
        Arguments.of(all(m(1), any(m(1), like)), m(1)),
        Arguments.of(any(m(1), all(m(1), like)), m(1)),
        Arguments.of(all(below(3), any(below(5), like)), below(3)),
        Arguments.of(all(above(5), any(is(3), like)), all(any(like, is(3)), above(5))),
        Arguments.of(
            all(new Contains(LIST, 2), new Contains(LIST, 1), new Contains(LIST, 2)),
            all(new Contains(LIST, 1), new Contains(LIST, 2))));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void condition_thatHasAShorterForm_getsIt(Condition condition, Condition form) {
    Condition normal = Conditions.normal(condition);

    assertThat(normal).isEqualTo(inOrder(form));
  }

  /** The forms above are written as they are read; the order of parts is not what they tell. */
  private static Condition inOrder(Condition condition) {
    if (condition instanceof All all) {
      return new All(inOrder(all.conditions()));
    }
    return condition instanceof Any any ? new Any(inOrder(any.conditions())) : condition;
  }

  private static List<Condition> inOrder(List<Condition> conditions) {
    return conditions.stream().map(NormalFormTest::inOrder).sorted(new ConditionOrder()).toList();
  }

  @Test
  void normalForm_ofRandomConditions_matchesTheSameRecords() {
    long seed = seed();
    Random random = new Random(seed);
    List<Row> rows = IntStream.range(0, 60).mapToObj(i -> row(random)).toList();

    for (int i = 0; i < CONDITIONS; i++) {
      Condition condition = condition(random, 3);
      Condition normal = Conditions.normal(condition);

      String description = "seed %d: %s became %s".formatted(seed, condition, normal);
      for (Row row : rows) {
        assertThat(normal.matches(row)).as(description).isEqualTo(condition.matches(row));
      }
      assertThat(Conditions.normal(normal)).as(description).isEqualTo(normal);
      assertThat(Conditions.normal(not(normal)).matches(rows.get(0)))
          .as(description)
          .isNotEqualTo(condition.matches(rows.get(0)));
    }
  }

  @Test
  void normalForm_ofTheSameInOtherWords_isEqual() {
    long seed = seed();
    Random random = new Random(seed);

    for (int i = 0; i < CONDITIONS; i++) {
      Condition condition = condition(random, 3);
      Condition other = inOtherWords(random, condition);

      assertThat(Conditions.normal(other))
          .as("seed %d: %s in other words %s", seed, condition, other)
          .isEqualTo(Conditions.normal(condition))
          .hasSameHashCodeAs(Conditions.normal(condition));
    }
  }

  private static long seed() {
    long seed = Long.getLong("syncer.seed", System.nanoTime());
    System.out.println("NormalFormTest seed " + seed + " (repeat with -Dsyncer.seed=" + seed + ")");
    return seed;
  }

  private static Condition inOtherWords(Random random, Condition condition) {
    Condition other = rephrased(random, condition);
    return switch (random.nextInt(6)) {
      case 0 -> not(not(other));
      case 1 -> all(other);
      case 2 -> any(other, Condition.NOTHING);
      case 3 -> all(other, Condition.EVERY, other);
      default -> other;
    };
  }

  private static Condition rephrased(Random random, Condition condition) {
    if (condition instanceof Not not) {
      return not(inOtherWords(random, not.condition()));
    }
    if (condition instanceof In in) {
      List<Object> values = new ArrayList<>(in.values());
      Collections.shuffle(values, random);
      return new In(in.field(), values);
    }
    if (condition instanceof All all) {
      List<Condition> parts = shuffled(random, all.conditions());
      return random.nextBoolean() || parts.size() < 2
          ? new All(parts)
          : random.nextBoolean()
              ? not(new Any(parts.stream().map(NormalFormTest::not).toList()))
              : all(parts.get(0), new All(parts.subList(1, parts.size())));
    }
    if (condition instanceof Any any) {
      List<Condition> parts = shuffled(random, any.conditions());
      return random.nextBoolean() || parts.size() < 2
          ? new Any(parts)
          : random.nextBoolean()
              ? not(new All(parts.stream().map(NormalFormTest::not).toList()))
              : any(parts.get(0), new Any(parts.subList(1, parts.size())));
    }
    return condition;
  }

  private static List<Condition> shuffled(Random random, List<Condition> conditions) {
    List<Condition> parts = new ArrayList<>();
    conditions.forEach(part -> parts.add(inOtherWords(random, part)));
    Collections.shuffle(parts, random);
    return parts;
  }

  private static Row row(Random random) {
    @Nullable Object[] values = new @Nullable Object[ITEM.fields().size()];
    values[A.index()] = random.nextInt(4) == 0 ? null : text(random);
    values[N.index()] = random.nextInt(4) == 0 ? null : number(random);
    values[M.index()] = random.nextInt(4) == 0 ? null : number(random);
    values[LIST.index()] = random.nextBoolean() ? List.of(1L) : List.of(1L, 2L);
    return Row.of(ITEM, values);
  }

  private static Object number(Random random) {
    return (long) random.nextInt(5);
  }

  private static String text(Random random) {
    return random.nextBoolean() ? "x" : "xy";
  }

  private static Condition condition(Random random, int depth) {
    ModelField field = random.nextInt(3) == 0 ? M : N;
    Comparison[] comparisons = Comparison.values();
    return switch (random.nextInt(depth == 0 ? 6 : 10)) {
      case 0, 1 ->
          new Compare(field, comparisons[random.nextInt(comparisons.length)], number(random));
      case 2 ->
          new In(
              field, IntStream.range(0, random.nextInt(4)).mapToObj(i -> number(random)).toList());
      case 3 -> new Empty(field);
      case 4 -> new Like(A, new LikePattern(text(random), false));
      case 5 -> new Contains(LIST, 1L + random.nextInt(2));
      case 6 -> not(condition(random, depth - 1));
      case 7, 8 -> new All(conditions(random, depth - 1));
      default -> new Any(conditions(random, depth - 1));
    };
  }

  private static List<Condition> conditions(Random random, int depth) {
    return IntStream.range(0, random.nextInt(4)).mapToObj(i -> condition(random, depth)).toList();
  }
}
