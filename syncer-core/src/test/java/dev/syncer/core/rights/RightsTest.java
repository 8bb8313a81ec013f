package dev.syncer.core.rights;

import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static dev.syncer.api.Group.everyone;
import static dev.syncer.api.Group.group;
import static dev.syncer.api.UserValue.USER;
import static dev.syncer.api.UserValue.userValue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.syncer.api.ModelBuilder;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Operation;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RightsTest {
  private Registry registry = registry(task -> {});

  private static Registry registry(Consumer<ModelBuilder> rights) {
    ModelModule module =
        models -> {
          models
              .model("a.team")
              .fields(text("name"))
              .access(group("user").reads(), group("boss").reads());
          models
              .model("a.person")
              .fields(text("name"), manyToOne("team_id", "a.team"), text("kind", 50))
              .users();
          rights.accept(
              models
                  .model("a.task")
                  .fields(
                      text("name", 5),
                      manyToOne("person_id", "a.person"),
                      manyToOne("team_id", "a.team"),
                      integer("cost").readableBy(group("boss")),
                      integer("rank").writableBy(group("boss")),
                      integer("count").readOnly()));
        };
    return Registry.of(List.of(module));
  }

  private Model task() {
    return registry.model("a.task").orElseThrow();
  }

  private Row row(String model, Map<String, ? extends @Nullable Object> values) {
    Model definition = registry.model(model).orElseThrow();
    Row row = Row.of(definition, new @Nullable Object[definition.fields().size()]);
    Map<ModelField, @Nullable Object> byField = new LinkedHashMap<>();
    values.forEach((name, value) -> byField.put(definition.field(name).orElseThrow(), value));
    return row.with(byField);
  }

  private Principal reader(long id, @Nullable Object team, String... groups) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("id", id);
    values.put("active", true);
    values.put("team_id", team);
    values.put("kind", "too long for a name");
    values.put("groups", List.of(groups));
    return Principal.of(new User(id, "U" + id, Instant.EPOCH), row("a.person", values));
  }

  private Scope scope(Principal reader) {
    return new Rights(registry).scope(reader, task());
  }

  private boolean may(Principal reader, Operation operation, Map<String, ?> record) {
    return scope(reader)
        .reach(operation)
        .map(condition -> condition.matches(row("a.task", record)))
        .orElse(false);
  }

  @Test
  void withoutAccess_onlyTheSystemMay() {
    assertThat(scope(reader(7, null, "user", "boss")).isEmpty()).isTrue();
    assertThat(scope(Principal.ANONYMOUS).isEmpty()).isTrue();
    assertThat(scope(Principal.SYSTEM).reach()).hasSize(4).containsValue(Condition.EVERY);
  }

  @Test
  void groups_eachWithItsRules_addUp() {
    registry =
        registry(
            task ->
                task.access(group("user").reads().writes(), group("boss").reads())
                    .rule(group("user"), where("person_id", "=", USER))
                    .rule(group("user"), where("name", "!=", "x")));
    Map<String, Object> own = Map.of("person_id", Ref.to(7));
    Map<String, Object> hidden = Map.of("person_id", Ref.to(7), "name", "x");
    Map<String, Object> foreign = Map.of("person_id", Ref.to(8));

    assertThat(may(reader(7, null, "user"), Operation.READ, own)).isTrue();
    assertThat(may(reader(7, null, "user"), Operation.READ, hidden)).isFalse();
    assertThat(may(reader(7, null, "user"), Operation.READ, foreign)).isFalse();
    assertThat(may(reader(7, null, "user"), Operation.CREATE, own)).isFalse();
    assertThat(may(reader(7, null, "user", "boss"), Operation.READ, foreign)).isTrue();
    assertThat(may(reader(7, null, "user", "boss"), Operation.WRITE, foreign)).isFalse();
    assertThat(may(reader(7, null, "boss"), Operation.WRITE, own)).isFalse();
    assertThat(may(Principal.ANONYMOUS, Operation.READ, own)).isFalse();
  }

  @Test
  void ruleWithoutAGroup_limitsEverybody() {
    registry =
        registry(
            task ->
                task.access(group("user").all(), everyone().reads())
                    .rule(where("team_id", "=", userValue("team_id"))));

    assertThat(may(reader(7, Ref.to(3), "user"), Operation.WRITE, Map.of("team_id", Ref.to(3))))
        .isTrue();
    assertThat(may(reader(7, Ref.to(3), "user"), Operation.WRITE, Map.of("team_id", Ref.to(4))))
        .isFalse();
    assertThat(may(Principal.SYSTEM, Operation.WRITE, Map.of("team_id", Ref.to(4)))).isTrue();
  }

  @Test
  void emptyValueOfTheUser_matchesNothing() {
    registry =
        registry(
            task ->
                task.access(everyone().reads(), group("user").writes(), group("boss").creates())
                    .rule(everyone(), where("team_id", "!=", userValue("team_id")))
                    .rule(group("user"), where("person_id", "not in", List.of(USER, 5)))
                    .rule(group("boss"), where("name", "!=", userValue("kind"))));

    assertThat(may(reader(7, null), Operation.READ, Map.of())).isFalse();
    assertThat(may(reader(7, Ref.to(1)), Operation.READ, Map.of())).isTrue();
    assertThat(may(Principal.ANONYMOUS, Operation.READ, Map.of())).isFalse();
    assertThat(may(reader(7, null, "user"), Operation.WRITE, Map.of())).isTrue();
    assertThat(may(reader(7, null, "boss"), Operation.CREATE, Map.of())).isFalse();
  }

  @Test
  void fields_ofOtherGroups_areHiddenOrReadOnly() {
    registry = registry(task -> task.access(group("user").all(), group("boss").all()));

    Scope user = scope(reader(7, null, "user"));
    Scope boss = scope(reader(8, null, "boss"));

    assertThat(user.readable())
        .extracting(ModelField::name)
        .contains("rank")
        .doesNotContain("cost");
    assertThat(user.writable())
        .extracting(ModelField::name)
        .containsExactlyInAnyOrder("name", "person_id", "team_id");
    assertThat(boss.showsAll()).isTrue();
    assertThat(boss.writable())
        .extracting(ModelField::name)
        .containsExactlyInAnyOrder("name", "person_id", "team_id", "cost", "rank");
  }

  @Test
  void hiddenField_inAFilterOrOrder_isUnknown() {
    registry = registry(task -> task.access(group("user").all()));
    Scope scope = scope(reader(7, null, "user"));

    Throwable hidden = catchThrowable(() -> scope.condition(where("cost", ">", 1).not()));
    Throwable unknown = catchThrowable(() -> scope.condition(where("cast", ">", 1).not()));

    assertThat(hidden).hasMessage("a.task has no field \"cost\".");
    assertThat(unknown).hasMessage("a.task has no field \"cast\".");
    assertThatThrownBy(() -> scope.orders(List.of("cost desc"))).hasMessage(hidden.getMessage());
  }

  @Test
  void scopes_ofReadersWhoSeeTheSame_areEqual() {
    registry =
        registry(
            task ->
                task.access(group("user").all(), group("boss").all())
                    .rule(group("user"), where("team_id", "=", userValue("team_id"))));

    assertThat(scope(reader(7, Ref.to(3), "user"))).isEqualTo(scope(reader(8, Ref.to(3), "user")));
    assertThat(scope(reader(7, Ref.to(3), "user")))
        .isNotEqualTo(scope(reader(8, Ref.to(4), "user")));
    assertThat(scope(reader(7, null, "user", "boss"))).isEqualTo(scope(reader(8, null, "boss")));
  }

  @Test
  void scope_askedAgain_isTheSame() {
    registry = registry(task -> task.access(group("user").all()));
    Rights rights = new Rights(registry);
    Principal reader = reader(7, null, "user");

    assertThat(rights.scope(reader, task())).isSameAs(rights.scope(reader, task()));
    assertThat(rights.scope(Principal.SYSTEM, task()))
        .isSameAs(rights.scope(Principal.SYSTEM, task()));
  }

  @Test
  void reader_inactive_isNobody() {
    Row record = row("a.person", Map.of("id", 7L, "active", false, "groups", List.of("user")));

    assertThat(Principal.of(new User(7, "Ana", Instant.EPOCH), record))
        .isSameAs(Principal.ANONYMOUS);
    assertThat(Principal.of(User.SYSTEM, null)).isSameAs(Principal.SYSTEM);
    assertThat(Principal.of(User.ANONYMOUS, null)).isSameAs(Principal.ANONYMOUS);
  }
}
