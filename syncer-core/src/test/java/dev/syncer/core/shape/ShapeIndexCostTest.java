package dev.syncer.core.shape;

import static dev.syncer.api.Fields.integer;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Work counted instead of time: how many conditions are asked about a record, beside those that it
 * matches. It does not grow with the number of shapes. The benchmark of matching has the times.
 */
class ShapeIndexCostTest {
  private static final int STAGES = 1_000;
  private static final Model TASK =
      Registry.of(
              List.of(
                  models -> {
                    models.model("a.stage").fields(text("name"));
                    models
                        .model("a.task")
                        .fields(text("company"), integer("size"), manyToOne("stage_id", "a.stage"));
                  }))
          .model("a.task")
          .orElseThrow();

  /** What one record finds. */
  private record Work(int asked, int matching) {
    int inVain() {
      return asked - matching;
    }
  }

  private static Row row(long stage, long size) {
    Map<String, Object> values = new HashMap<>();
    values.put("company", "mine");
    values.put("size", size);
    values.put("stage_id", Ref.to(stage));
    @Nullable Object[] all = new @Nullable Object[TASK.fields().size()];
    TASK.fields().forEach(field -> all[field.index()] = values.get(field.name()));
    return Row.of(TASK, all);
  }

  private static Work work(int shapes, IntFunction<Filter> filter, Row row) {
    ShapeIndex<Integer> index = new ShapeIndex<>();
    Map<Integer, Condition> conditions = new HashMap<>();
    for (int i = 0; i < shapes; i++) {
      Condition condition = Conditions.normal(Conditions.of(TASK, filter.apply(i)));
      conditions.put(i, condition);
      index.add(i, condition);
    }
    Set<Integer> asked = new HashSet<>();
    index.find(row, asked::add);
    int matching = 0;
    for (Condition condition : conditions.values()) {
      matching += condition.matches(row) ? 1 : 0;
    }
    return new Work(asked.size(), matching);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1_000, 10_000, 100_000})
  void equality_asksOnlyWhatMatches(int shapes) {
    Work work = work(shapes, i -> where("stage_id", "=", 1 + i % STAGES), row(7, 0));

    assertThat(work.matching()).isEqualTo(Math.max(1, shapes / STAGES));
    assertThat(work.inVain()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1_000, 10_000, 100_000})
  void range_asksOnlyWhatMatches(int shapes) {
    Work work =
        work(
            shapes,
            i -> where("size", ">=", 10 * i).and(where("size", "<=", 10 * i + 9)),
            row(1, 72));

    assertThat(work.matching()).isEqualTo(1);
    assertThat(work.inVain()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1_000, 10_000, 100_000})
  void openRange_asksOnlyWhatMatches(int shapes) {
    Work work = work(shapes, i -> where("size", ">=", 10 * i), row(1, 72));

    assertThat(work.matching()).isEqualTo(8);
    assertThat(work.inVain()).isZero();
  }

  /** A part that is the same for all costs nothing, be the other one a value or a range. */
  @ParameterizedTest
  @ValueSource(ints = {100, 1_000, 10_000, 100_000})
  void partThatAllShare_isNotWhereTheyAreFiled(int shapes) {
    Filter mine = where("company", "=", "mine");

    Work byStage = work(shapes, i -> mine.and(where("stage_id", "=", 1 + i % STAGES)), row(7, 0));
    Work byRange =
        work(
            shapes,
            i -> mine.and(where("size", ">=", 10 * i)).and(where("size", "<", 10 * i + 10)),
            row(1, 72));

    assertThat(byStage.inVain()).isLessThanOrEqualTo(byStage.matching() + 1);
    assertThat(byRange.inVain()).isLessThanOrEqualTo(byRange.matching() + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1_000, 10_000, 100_000})
  void mixed_asksWhatIsOfItsStage_orOfItsRange(int shapes) {
    IntFunction<Filter> mixed =
        i -> {
          Filter stage = where("stage_id", "=", 1 + i % STAGES);
          return switch (i % 3) {
            case 0 -> stage.and(where("size", ">=", i));
            case 1 -> stage.or(where("size", "=", i));
            default -> where("stage_id", "in", List.of(1 + i % STAGES, 1 + (i + 1) % STAGES));
          };
        };

    Work work = work(shapes, mixed, row(7, 0));

    assertThat(work.matching()).isPositive();
    assertThat(work.inVain()).isLessThanOrEqualTo(Math.max(1, shapes / STAGES));
  }

  /** The other side: without a part to be filed under, each shape is asked. */
  @ParameterizedTest
  @ValueSource(ints = {100, 1_000})
  void opposites_areAskedEachTime(int shapes) {
    Work work = work(shapes, i -> where("size", "!=", i), row(1, 7));

    assertThat(work.asked()).isEqualTo(shapes);
  }
}
