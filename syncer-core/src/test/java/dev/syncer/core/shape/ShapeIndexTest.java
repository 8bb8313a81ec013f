package dev.syncer.core.shape;

import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.Filter;
import dev.syncer.api.Ref;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShapeIndexTest {
  private static final Model TASK =
      Registry.of(
              List.of(
                  models -> {
                    models.model("a.stage").fields(text("name"));
                    models
                        .model("a.task")
                        .fields(
                            text("name"),
                            integer("size"),
                            manyToOne("stage_id", "a.stage"),
                            manyToMany("tag_ids", "a.stage"));
                  }))
          .model("a.task")
          .orElseThrow();

  private static Condition condition(Filter filter) {
    return Conditions.normal(Conditions.of(TASK, filter));
  }

  private static Row row(
      @Nullable String name, @Nullable Long size, @Nullable Long stage, Long... tags) {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("name", name);
    values.put("size", size);
    values.put("stage_id", stage == null ? null : Ref.to(stage));
    values.put("tag_ids", List.of(tags));
    @Nullable Object[] all = new @Nullable Object[TASK.fields().size()];
    TASK.fields().forEach(field -> all[field.index()] = values.get(field.name()));
    return Row.of(TASK, all);
  }

  private static Set<String> found(ShapeIndex<String> index, Row row) {
    Set<String> found = new LinkedHashSet<>();
    index.find(row, found::add);
    return found;
  }

  @Test
  void equality_isFoundByTheValueAlone() {
    ShapeIndex<String> index = new ShapeIndex<>();
    for (long stage = 1; stage <= 1000; stage++) {
      index.add("stage " + stage, condition(where("stage_id", "=", stage)));
    }

    assertThat(found(index, row("x", 1L, 7L))).containsExactly("stage 7");
    assertThat(found(index, row("x", 1L, null))).isEmpty();
  }

  @Test
  void conjunction_isFiledWhereFewAre() {
    ShapeIndex<String> index = new ShapeIndex<>();
    for (long stage = 1; stage <= 100; stage++) {
      index.add(
          "stage " + stage,
          condition(where("name", "=", "same").and(where("stage_id", "=", stage))));
    }

    assertThat(found(index, row("same", 1L, 7L)).size()).isLessThanOrEqualTo(2);
    assertThat(found(index, row("same", 1L, 7L))).contains("stage 7");
  }

  @Test
  void range_isFoundFromItsBoundOn() {
    ShapeIndex<String> index = new ShapeIndex<>();
    index.add("from 5", condition(where("size", ">=", 5)));
    index.add("above 5", condition(where("size", ">", 5)));
    index.add("up to 3", condition(where("size", "<=", 3)));

    assertThat(found(index, row("x", 3L, null))).containsExactly("up to 3");
    assertThat(found(index, row("x", 4L, null))).isEmpty();
    assertThat(found(index, row("x", 6L, null))).containsExactlyInAnyOrder("from 5", "above 5");
    assertThat(found(index, row("x", null, null))).isEmpty();
  }

  @Test
  void entry_thatWasRemoved_isFoundNoMore() {
    ShapeIndex<String> index = new ShapeIndex<>();
    Map<String, Condition> all = new LinkedHashMap<>();
    all.put("equal", condition(where("size", "=", 1)));
    all.put("in", condition(where("size", "in", List.of(1, 2))));
    all.put("range", condition(where("size", ">", 0)));
    all.put("contains", condition(where("tag_ids", "contains", 4)));
    all.put("like", condition(where("name", "like", "x")));
    all.forEach(index::add);
    Row row = row("x", 1L, null, 4L);
    Set<String> before = found(index, row);

    all.keySet().forEach(index::remove);

    assertThat(before).containsExactlyInAnyOrderElementsOf(all.keySet());
    assertThat(found(index, row)).isEmpty();
  }

  /** What matches is always found, whatever the condition looks like. */
  @Test
  void find_missesNothingThatMatches() {
    long seed = Long.getLong("syncer.seed", System.nanoTime());
    System.out.println("ShapeIndexTest seed " + seed + " (repeat with -Dsyncer.seed=" + seed + ")");
    Random random = new Random(seed);
    ShapeIndex<Condition> index = new ShapeIndex<>();
    Set<Condition> all = new LinkedHashSet<>();
    for (int i = 0; i < 500; i++) {
      Condition condition = condition(filter(random, 3));
      if (all.add(condition)) {
        index.add(condition, condition);
      }
    }

    for (int i = 0; i < 500; i++) {
      Row row =
          row(
              random.nextInt(4) == 0 ? null : "n" + random.nextInt(4),
              random.nextInt(4) == 0 ? null : (long) random.nextInt(4),
              random.nextInt(4) == 0 ? null : 1L + random.nextInt(4),
              random.nextBoolean() ? new Long[0] : new Long[] {1L + random.nextInt(4)});
      Set<Condition> found = new LinkedHashSet<>();
      index.find(row, found::add);

      assertThat(found).containsAll(all.stream().filter(each -> each.matches(row)).toList());
    }
  }

  private static Filter filter(Random random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return term(random);
    }
    Filter one = filter(random, depth - 1);
    return switch (random.nextInt(3)) {
      case 0 -> one.and(filter(random, depth - 1));
      case 1 -> one.or(filter(random, depth - 1));
      default -> one.not();
    };
  }

  private static Filter term(Random random) {
    List<String> comparisons = Arrays.asList("=", "!=", "<", "<=", ">", ">=");
    List<Object> some = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      some.add(random.nextInt(4));
    }
    return switch (random.nextInt(6)) {
      case 0 -> where("size", comparisons.get(random.nextInt(6)), random.nextInt(4));
      case 1 -> where("size", random.nextBoolean() ? "in" : "not in", some);
      case 2 -> where("size", random.nextBoolean() ? "=" : "!=", null);
      case 3 -> where("stage_id", random.nextBoolean() ? "=" : "!=", 1 + random.nextInt(4));
      case 4 -> where("tag_ids", "contains", 1 + random.nextInt(4));
      default -> where("name", random.nextBoolean() ? "like" : "=", "n" + random.nextInt(4));
    };
  }
}
