package dev.syncer.benchmarks.stopped;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The view that is compared with a fresh read notices what is missing. */
class TaskViewTest {
  private static final String SNAPSHOT =
      """
      {"method":"syncer.snapshot","params":{"records":[
        {"id":1,"display_name":"a","version":1,"write_date":"d1","write_uid":[7,"Ana"],"seq":0}]}}
      """;

  private final TaskView view = new TaskView();

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private static JsonNode write(int version) {
    return json(
        """
        {"method":"syncer.commit","params":{"changes":[["s1",[["demo","bench.task",1],
          {"method":"write","record_name":"a","__last_update":"d%d","data":{"seq":%d},
           "user_id":{"id":7,"name":"Ana"},"version":%d}]]]}}
        """
            .formatted(version, version, version));
  }

  private static JsonNode fresh(int version) {
    return json(
        """
        {"id":1,"display_name":"a","version":%d,"write_date":"d%d","write_uid":[7,"Ana"],"seq":%d}
        """
            .formatted(version, version, version));
  }

  @Test
  void view_thatHadEveryCommit_equalsAFreshRead() {
    view.apply(json(SNAPSHOT));
    view.apply(write(2));
    view.apply(write(3));

    assertThat(view.records()).isEqualTo(Map.of(1L, fresh(3)));
    assertThat(view.faults()).isEmpty();
  }

  @Test
  void view_thatMissedTheLastCommit_equalsNoFreshRead() {
    view.apply(json(SNAPSHOT));
    view.apply(write(2));

    assertThat(view.records()).isNotEqualTo(Map.of(1L, fresh(3)));
  }

  @Test
  void view_thatMissedACommitBetween_saysSo() {
    view.apply(json(SNAPSHOT));
    view.apply(write(3));

    assertThat(view.faults()).containsExactly("write of record 1, version 3, after 1");
  }

  @Test
  void view_thatHadACommitTwice_saysSo() {
    view.apply(json(SNAPSHOT));
    view.apply(write(2));
    view.apply(write(2));

    assertThat(view.faults()).containsExactly("write of record 1, version 2, after 2");
  }
}
