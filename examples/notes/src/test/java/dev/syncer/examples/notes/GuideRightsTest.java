package dev.syncer.examples.notes;

import static dev.syncer.api.Values.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.rpc.AccessException;
import dev.syncer.rpc.MissingException;
import dev.syncer.rpc.ValidationException;
import dev.syncer.store.jdbi.JdbiStoreModule;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/guide/rights.md} says. */
class GuideRightsTest {
  private Syncer syncer;
  private long team;
  private User ana;
  private User ben;
  private long project;
  private long task;

  @BeforeEach
  void open(@TempDir Path folder) {
    syncer =
        Syncer.builder()
            .models(new GuideRights())
            .install(JdbiStoreModule.sqlite(folder.resolve("guide.db")))
            .build()
            .open();
    team = create("team.team", values().with("name", "Harbour"));
    ana = person("Ana", team);
    ben = person("Ben", create("team.team", values().with("name", "Office")));
    project =
        create(
            "team.project",
            values().with("name", "Website").with(GuideRights.MEMBERS, List.of(ana.id())));
    task =
        create(
            "team.task",
            values()
                .with("name", "Booking")
                .with(GuideRights.PROJECT, Ref.to(project))
                .with(GuideRights.OWNER, Ref.to(ana.id()))
                .with("cost", "12.50"));
  }

  @AfterEach
  void close() {
    syncer.close();
  }

  private long create(String model, Values values) {
    return as(User.SYSTEM, unit -> unit.model(model).create(values));
  }

  private User person(String name, long ofTeam) {
    return User.of(
        create(
            "team.person",
            values().with(GuideRights.NAME, name).with(GuideRights.TEAM, Ref.to(ofTeam))),
        name);
  }

  private <T extends @Nullable Object> T as(User user, Function<UnitOfWork, T> work) {
    return syncer.database().writeReturning(user, work);
  }

  private long tasks(User user) {
    return as(user, unit -> unit.model("team.task").count(Query.all()));
  }

  private ModelRecord seen() {
    return as(ana, unit -> unit.model("team.task").get(task));
  }

  private List<Long> projects(User user) {
    return as(user, unit -> unit.model("team.project").search(Query.all()));
  }

  private Object write(User user, Values values) {
    return as(
        user,
        unit -> {
          unit.model("team.task").write(task, values);
          return "written";
        });
  }

  @Test
  void rules_leaveWhatIsTheirs() {
    assertThat(tasks(ana)).isEqualTo(1);
    assertThat(tasks(ben)).isZero();
    assertThat(projects(ana)).hasSize(1);
    assertThat(projects(ben)).isEmpty();

    GuideRights.promote(syncer.database(), ben.id());

    assertThat(tasks(ben)).isEqualTo(1);
  }

  @Test
  void record_leavingReach_isRefused() {
    assertThatThrownBy(() -> write(ana, values().with("owner_id", ben.id())))
        .isInstanceOf(AccessException.class);
    assertThatThrownBy(() -> write(ben, values().with("name", "x")))
        .isInstanceOf(MissingException.class);
    assertThatThrownBy(() -> as(ana, unit -> unit.model("team.project").create(values())))
        .isInstanceOf(AccessException.class);
  }

  @Test
  void fields_ofOthers_areHiddenOrRefused() {
    assertThat(seen().asMap()).doesNotContainKey("cost");
    assertThat(seen().shows(GuideRights.COST)).isFalse();
    assertThat(seen().shows(GuideRights.NAME)).isTrue();
    assertThatThrownBy(() -> seen().get(GuideRights.COST)) // N20
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not show the field \"cost\"")
        .hasMessageContaining("asSystem()");
    assertThatThrownBy(() -> write(ana, values().with("cost", "1")))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("has no field");
    assertThatThrownBy(() -> write(ana, values().with(GuideRights.APPROVED, true)))
        .isInstanceOf(AccessException.class);

    as(
        ana,
        unit -> {
          GuideRights.approve(unit, task);
          return null;
        });

    assertThat(seen().get(GuideRights.APPROVED)).isTrue();
  }

  @Test
  void link_toAHiddenProject_isLikeOneToNone() {
    Function<Long, Object> move = to -> write(ana, values().with("project_id", to));
    long hidden = create("team.project", values().with("name", "Secret"));

    assertThatThrownBy(() -> move.apply(hidden))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("which does not exist");
    assertThatThrownBy(() -> move.apply(999L)).hasMessageContaining("which does not exist");
  }

  @Test
  void everyone_readsPricesThatAreNoDrafts() {
    create("team.price", values().with("name", "Berth"));
    create("team.price", values().with("name", "Crane").with("draft", true));

    assertThat(GuideRights.prices(syncer.database())).isEqualTo(1);
  }
}
