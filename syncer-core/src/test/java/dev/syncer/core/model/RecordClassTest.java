package dev.syncer.core.model;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Models;
import dev.syncer.api.Ref;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordClassTest {
  private static final Model TASK = Registry.of(List.of(new Tasks())).model("t.task").orElseThrow();

  private static final class Tasks implements ModelModule {
    @Override
    public void define(Models models) {
      models
          .model("t.task")
          .fields(
              text("name"),
              bool("done"),
              integer("planned_hours"),
              manyToOne("stage_id", "t.task"));
    }
  }

  private record TaskRow(
      long id,
      int version,
      @Nullable String name,
      boolean done,
      @Nullable Long plannedHours,
      @Nullable Ref stageId,
      String displayName) {}

  private record Hours(long plannedHours) {}

  private record Few(int plannedHours) {}

  private record Named(Long name) {}

  private record Unknown(String colour) {}

  private record Choosy(String name) {
    Choosy {
      if (name.isEmpty()) {
        throw new IllegalStateException("a name is wanted");
      }
    }
  }

  private static ModelRecord task(Map<String, Object> values) {
    Row row =
        Row.of(TASK, new Object[TASK.fields().size()])
            .with(Map.of(TASK.fields().get(0), 7L, TASK.fields().get(1), 2L));
    for (Map.Entry<String, Object> value : values.entrySet()) {
      row = row.with(TASK.field(value.getKey()).orElseThrow(), value.getValue());
    }
    return row;
  }

  @Test
  void record_withComponentsOfItsFields_isMapped() {
    ModelRecord task =
        task(Map.of("name", "Sow", "done", true, "planned_hours", 3L, "stage_id", Ref.to(5)));

    TaskRow row = task.as(TaskRow.class);

    assertThat(row).isEqualTo(new TaskRow(7, 2, "Sow", true, 3L, Ref.to(5), "Sow"));
  }

  @Test
  void record_withEmptyFields_hasNulls() {
    TaskRow row = task(Map.of("done", false)).as(TaskRow.class);

    assertThat(row).isEqualTo(new TaskRow(7, 2, null, false, null, null, "t.task,7"));
  }

  @Test
  void component_thatDoesNotFit_isNamed() {
    ModelRecord empty = task(Map.of("done", false));
    ModelRecord much = task(Map.of("name", "Sow", "planned_hours", 1L << 40));

    assertThatThrownBy(() -> empty.as(Hours.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("long plannedHours of Hours")
        .hasMessageContaining("is empty");
    assertThatThrownBy(() -> much.as(Few.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too large");
    assertThatThrownBy(() -> much.as(Named.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Long name of Named");
    assertThatThrownBy(() -> much.as(Unknown.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("colour");
  }

  @Test
  void recordClass_thatRefuses_throwsItsOwnException() {
    assertThatThrownBy(() -> task(Map.of("name", "")).as(Choosy.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a name is wanted");
  }
}
