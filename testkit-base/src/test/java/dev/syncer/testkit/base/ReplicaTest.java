package dev.syncer.testkit.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The oracle's negative controls: each kind of wrong delivery is noticed. */
class ReplicaTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private final Replica replica = new Replica();

  private void commit(String method, long id, long version, String data) {
    String text =
        """
        {"cursor":"c","changes":[["s1",[["demo","a.b",%d],{"method":"%s","record_name":"x",
        "__last_update":"2026-11-22T10:15:30.123Z","data":%s,"version":%d,
        "user_id":{"id":1,"name":"A","__last_update":"2026-11-22T10:15:30.123Z"}}]]]}
        """
            .formatted(id, method, data, version);
    replica.apply(new Received("commit", JSON.readTree(text)));
  }

  private void created(long id) {
    commit("create", id, 1, "{\"id\":" + id + ",\"version\":1,\"name\":\"n\"}");
  }

  @Test
  void delivery_thatIsRight_hasNoFaults() {
    created(1);
    commit("write", 1, 2, "{\"name\":\"m\"}");
    commit("unlink", 1, 2, "{}");

    assertThat(replica.faults()).isEmpty();
    assertThat(replica.view("s1")).isEmpty();
  }

  @Test
  void change_lost_isNoticed() {
    created(1);
    commit("write", 1, 3, "{\"name\":\"m\"}");

    assertThat(replica.faults()).hasSize(1);
  }

  @Test
  void change_doubled_isNoticed() {
    created(1);
    created(1);
    commit("write", 1, 2, "{}");
    commit("write", 1, 2, "{}");

    assertThat(replica.faults()).hasSize(2);
  }

  @Test
  void changes_swapped_areNoticed() {
    created(1);
    commit("write", 1, 3, "{}");
    commit("write", 1, 2, "{}");

    assertThat(replica.faults()).isNotEmpty();
  }

  @Test
  void ghosts_areNoticed() {
    commit("write", 5, 2, "{}");
    commit("unlink", 6, 2, "{}");
    created(1);
    commit("unlink", 1, 1, "{}");
    created(1);

    assertThat(replica.faults()).hasSize(3);
  }
}
