package dev.syncer.core.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Query;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.rpc.ValidationException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Work inside a unit of work that is undone alone, and work with the rights of the system, on every
 * store. A store passes it as a subclass.
 */
public abstract class AttemptContract extends UnitFixture {
  private static final String ACCOUNT = "u.account";
  private static final String BOOKING = "u.booking";

  @Override
  final List<ModelModule> modules() {
    return List.of(new RulesModule(), new HooksModule());
  }

  private static @Nullable Throwable failing(UnitOfWork unit, Runnable work) {
    return catchThrowable(
        () ->
            unit.attempt(
                () -> {
                  work.run();
                  throw new IllegalStateException("on purpose");
                }));
  }

  @Test
  void attempt_thatThrows_leavesNoTraceAndNoNotification() {
    long id = create(ACCOUNT, "name", "Cash");
    long old = create(BOOKING, "account_id", id, "amount", 1L);
    told();

    List<String> told =
        told(
            unit -> {
              unit.model(BOOKING).create(v("account_id", id, "amount", 2L));
              Throwable thrown =
                  failing(
                      unit,
                      () -> {
                        unit.model(BOOKING).create(v("account_id", id, "amount", 40L));
                        unit.model(BOOKING).write(old, v("amount", 30L));
                        unit.model(ACCOUNT).write(id, v("name", "Changed"));
                        assertThat(unit.model(ACCOUNT).get(id).get("balance")).isEqualTo(72L);
                        unit.model(BOOKING).unlink(old);
                      });
              assertThat(thrown).hasMessage("on purpose");
              assertThat(unit.model(ACCOUNT).get(id).get("balance")).isEqualTo(3L);
              assertThat(unit.model(ACCOUNT).get(id).get("name")).isEqualTo("Cash");
            });

    assertThat(told)
        .containsExactly(
            "create u.booking,2",
            "write u.account," + id + " indirect {\"balance\":3,\"booking_ids\":[1,2]}");
    assertThat(read(BOOKING, old).get("amount")).isEqualTo(1L);
    assertThat(read(BOOKING, old).version()).isEqualTo(1);
  }

  @Test
  void attempt_thatThrows_keepsWhatWasWrittenBeforeAndIsWrittenAfter() {
    long id = create(ACCOUNT, "name", "Cash");
    told();

    List<String> told =
        told(
            unit -> {
              unit.model(ACCOUNT).write(id, v("code", "before"));
              failing(unit, () -> unit.model(ACCOUNT).write(id, v("code", "in", "floor", -9L)));
              unit.model(ACCOUNT).write(id, v("name", "After"));
            });

    assertThat(told)
        .containsExactly("write u.account," + id + " {\"name\":\"After\",\"code\":\"before\"}");
    assertThat(read(ACCOUNT, id).get("floor")).isNull();
    assertThat(read(ACCOUNT, id).version()).isEqualTo(2);
  }

  @Test
  void attempt_thatSucceeds_isUndoneWithTheOneAroundIt() {
    long id = create(ACCOUNT, "name", "Cash");
    told();

    List<String> told =
        told(
            unit -> {
              failing(
                  unit,
                  () -> {
                    unit.attempt(() -> unit.model(ACCOUNT).write(id, v("name", "Inner")));
                    assertThat(unit.model(ACCOUNT).get(id).get("name")).isEqualTo("Inner");
                  });
              assertThat(unit.model(ACCOUNT).search(Query.where("name", "=", "Inner"))).isEmpty();
            });

    assertThat(told).isEmpty();
    assertThat(read(ACCOUNT, id).get("name")).isEqualTo("Cash");
  }

  @Test
  void attempt_thatSucceeds_isTold() {
    long id = create(ACCOUNT, "name", "Cash");
    told();

    List<String> told =
        told(unit -> unit.attempt(() -> unit.model(ACCOUNT).write(id, v("name", "Till"))));

    assertThat(told).containsExactly("write u.account," + id + " {\"name\":\"Till\"}");
  }

  @Test
  void attempt_thatBreaksARule_failsInsideAndTheUnitGoesOn() {
    create(ACCOUNT, "name", "Cash", "code", "A");
    long poor = create(ACCOUNT, "name", "Bank", "floor", 0L);
    told();

    List<String> told =
        told(
            unit -> {
              assertThatThrownBy(
                      () -> unit.attempt(() -> unit.model(ACCOUNT).write(poor, v("code", "A"))))
                  .isInstanceOf(ValidationException.class);
              assertThatThrownBy(
                      () ->
                          unit.attempt(
                              () ->
                                  unit.model(BOOKING).create(v("account_id", poor, "amount", -1L))))
                  .isInstanceOf(ValidationException.class);
              unit.model(ACCOUNT).write(poor, v("code", "B"));
            });

    assertThat(told).containsExactly("write u.account," + poor + " {\"code\":\"B\"}");
    assertThat(count(BOOKING)).isZero();
  }

  @Test
  void asSystem_writesReadOnlyFields_andThePersonStays() {
    long id = create("h.order", "name", "One");
    told();

    List<String> told = told(unit -> unit.asSystem().model("h.order").write(id, v("number", "7")));

    assertThat(told).contains("write h.order," + id + " {\"number\":\"7\"}");
    assertThat(read("h.order", id).get("write_uid")).isEqualTo(Ref.to(ANA.id()));
    assertThatThrownBy(
            () ->
                database()
                    .write(
                        ANA,
                        unit -> {
                          unit.asSystem().model("h.order").write(id, v("number", "8"));
                          unit.model("h.order").write(id, v("number", "9"));
                        }))
        .isInstanceOf(ValidationException.class);
    assertThat(read("h.order", id).get("number")).isEqualTo("7");
  }
}
