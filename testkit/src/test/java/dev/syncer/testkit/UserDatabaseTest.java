package dev.syncer.testkit;

import static dev.syncer.api.Values.values;
import static dev.syncer.testkit.TaskModule.COST;
import static dev.syncer.testkit.TaskModule.LEVEL;
import static dev.syncer.testkit.TaskModule.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.Fields;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.ReadUnit;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.testkit.ThingModule.Thing;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a test writes to read: it compiles inside of an assertion, and needs no cast. */
@SyncerTest(modules = {TaskModule.class, ThingModule.class})
@NullUnmarked // fields are set before each test
class UserDatabaseTest {
  private static final String TASK = "kit.task";

  private UserDatabase clerk;
  private UserDatabase boss;

  @BeforeEach
  void people(TestDatabase database, TestUsers users) {
    clerk = database.as(users.create("Cleo", "clerk"));
    boss = database.as(users.create("Bo", "boss"));
  }

  @Test
  void reads_insideOfAssertThat_compile_N7() {
    long one = boss.create(TASK, values().with(NAME, "x"));
    boss.create(TASK, values().with(NAME, "x").with(LEVEL, 9L));

    assertThat(clerk.records(TASK, NAME.eq("x"))).extracting(ModelRecord::id).containsExactly(one);
    assertThat(clerk.search(TASK, NAME.eq("x"))).containsExactly(one);
    assertThat(clerk.count(TASK, NAME.eq("x"))).isOne();
    assertThat(boss.count(TASK, NAME.eq("x"))).isEqualTo(2);
    assertThat(boss.count(TASK, NAME.ne("x"))).isZero();
    assertThat(clerk.read((ReadUnit unit) -> unit.model(TASK).search(NAME.isSet())))
        .containsExactly(one);
  }

  @Test
  void user_ofAnIdAndAName_mayWhatTheRecordMay_N7(TestDatabase database) {
    boss.create(TASK, values().with(NAME, "x").with(LEVEL, 9L));

    UserDatabase sameClerk = database.as(User.of(clerk.user().id(), "Cleo"));
    UserDatabase sameBoss = database.as(User.of(boss.user().id(), "Bo"));

    assertThat(sameClerk.records(TASK)).isEmpty();
    assertThat(sameBoss.records(TASK)).hasSize(1);
  }

  @Test
  void field_thatTheReaderMayNotRead_isNotShown_andGetSaysWhy_N20() {
    long id = boss.create(TASK, values().with(NAME, "x").with(COST, 3L));

    ModelRecord clerks = clerk.record(TASK, id);

    assertThat(boss.record(TASK, id).require(COST)).isEqualTo(3);
    assertThat(clerks.shows(NAME)).isTrue();
    assertThat(clerks.shows(COST)).isFalse();
    assertThatThrownBy(() -> clerks.get(COST))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not show the field \"cost\"")
        .hasMessageContaining("asSystem()");
    assertThatThrownBy(() -> clerks.get(Fields.text("cots")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no field \"cots\". Did you mean \"cost\"?");
  }

  @Test
  void list_inAComputedField_isItsIds(TestDatabase database) {
    UserDatabase system = database.asSystem();
    long first = system.create(Thing.MODEL, values());
    long second = system.create(Thing.MODEL, values());
    long parent = system.create(Thing.MODEL, values().with(Thing.FRIENDS, List.of(first, second)));
    long child =
        system.create(
            Thing.MODEL,
            values().with(Thing.PARENT, Ref.to(parent)).with(Thing.FRIENDS, List.of(second)));

    assertThat(system.record(Thing.MODEL, child).get(Thing.SEEN)).isEqualTo("[2] [1, 2] 2 [2]");
    assertThat(system.record(Thing.MODEL, first).get(Thing.SEEN)).isEqualTo("[] [] null []");
  }

  @Test
  void baseFields_areTyped(TestDatabase database) {
    long id = clerk.create(TASK, values().with(NAME, "x"));
    ModelRecord record = boss.record(TASK, id);

    assertThat(record.require(Fields.CREATE_UID)).isEqualTo(Ref.to(clerk.user().id()));
    assertThat(record.require(Fields.VERSION)).isEqualTo(record.version());
    assertThat(boss.search(TASK, Fields.CREATE_UID.eq(Ref.to(clerk.user().id()))))
        .containsExactly(id);
    assertThat(boss.count(TASK, Fields.WRITE_DATE.isSet())).isOne();
    assertThat(record.require(Fields.CREATE_UID).name()).contains("Cleo");
    ModelRecord user = database.asSystem().record("test.user", clerk.user().id());
    assertThat(user.require(Fields.GROUPS)).containsExactly("clerk");
    assertThat(user.require(Fields.ACTIVE)).isTrue();
  }
}
