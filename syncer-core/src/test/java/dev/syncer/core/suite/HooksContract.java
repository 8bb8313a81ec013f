package dev.syncer.core.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Query;
import dev.syncer.rpc.UserException;
import dev.syncer.rpc.ValidationException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What hooks of models may do, on every store, and what subscribers are told of it. A store passes
 * it as a subclass.
 */
public abstract class HooksContract extends UnitFixture {
  private static final String ORDER = "h.order";
  private static final String LINE = "h.line";

  @Override
  final List<ModelModule> modules() {
    return List.of(new HooksModule(), new HooksModule.Extension());
  }

  private List<Object> journal() {
    return database()
        .read(
            ANA,
            unit ->
                unit.model("h.journal").searchRead(Query.all()).stream()
                    .map(each -> each.asMap().get("entry"))
                    .toList());
  }

  @Test
  void beforeCreate_givesValues_oneModuleAfterTheOther() {
    List<String> told = told(unit -> unit.model(ORDER).create(v("name", "One")));

    assertThat(told).containsExactly("create h.journal,1 indirect", "create h.order,1");
    assertThat(read(ORDER, 1).get("number")).isEqualTo("N-Onex");
    assertThat(journal()).containsExactly("created One");
  }

  @Test
  void readOnlyField_givenByTheCaller_isRefusedAlsoWhereAHookWritesIt() {
    long id = create(ORDER, "name", "One");
    told();

    assertThatThrownBy(() -> create(ORDER, "name", "Two", "number", "mine"))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("number");
    assertThatThrownBy(
            () -> database().write(ANA, unit -> unit.model(ORDER).write(id, v("number", "mine"))))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("number");
    assertThat(told()).isEmpty();
  }

  @Test
  void writesOfHooks_areIndirect_butWhatTheyAddToTheCallIsNot() {
    long id = create(ORDER, "name", "One");
    long line = create(LINE, "order_id", id, "amount", 5L);

    List<String> told = told(unit -> unit.model(ORDER).write(id, v("closed", true)));

    assertThat(told)
        .containsExactly(
            "create h.journal,2 indirect",
            "write h.line," + line + " indirect {\"amount\":0}",
            "write h.order," + id + " {\"closed\":true,\"number\":\"closed N-Onex\"}");
  }

  @Test
  void writeOfAHook_toARecordThatACallNamed_isDirect() {
    long id = create(ORDER, "name", "One");
    long line = create(LINE, "order_id", id, "amount", 5L);

    List<String> told =
        told(
            unit -> {
              unit.model(ORDER).write(id, v("name", "Two"));
              unit.model(LINE).write(line, v("amount", 7L));
            });

    assertThat(told).contains("write h.line," + line + " {\"amount\":7}");
  }

  @Test
  void unlink_runsHooksAlsoForWhatGoesWithIt() {
    long id = create(ORDER, "name", "One");
    long line = create(LINE, "order_id", id, "amount", 5L);

    List<String> told = told(unit -> unit.model(ORDER).unlink(id));

    assertThat(told)
        .containsExactly(
            "create h.journal,2 indirect",
            "create h.journal,3 indirect",
            "unlink h.line," + line + " indirect",
            "unlink h.order," + id);
    assertThat(journal()).containsExactly("created One", "line goes 5", "unlinked One");
  }

  @Test
  void hookThatThrows_failsTheUnitOfWork() {
    long id = create(ORDER, "name", "One", "closed", true);
    long other = create(ORDER, "name", "Two");
    told();

    assertThatThrownBy(
            () -> database().write(ANA, unit -> unit.model(ORDER).unlink(List.of(other, id))))
        .isInstanceOf(UserException.class)
        .hasMessage("A closed order stays.");

    assertThat(count(ORDER)).isEqualTo(2);
    assertThat(told()).isEmpty();
  }

  @Test
  void constraintOfAnotherModule_isAsked() {
    assertThatThrownBy(() -> create(ORDER, "name", "bad"))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("No order is called bad.");

    assertThat(count(ORDER)).isZero();
    assertThat(journal()).isEmpty();
  }

  @Test
  void hookThatRunsForItself_endsWithAnErrorThatNamesIt() {
    long id = create("h.endless", "turns", 1L);

    assertThatThrownBy(
            () -> database().write(ANA, unit -> unit.model("h.endless").write(id, v("turns", 2L))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("16")
        .hasMessageContaining("after write of h.endless (module HooksModule)");

    assertThat(read("h.endless", id).get("turns")).isEqualTo(1L);
  }
}
