package dev.syncer.core.model;

import static dev.syncer.api.Fields.json;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.related;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static dev.syncer.api.Group.everyone;
import static dev.syncer.api.Group.group;
import static dev.syncer.api.UserValue.USER;
import static dev.syncer.api.UserValue.userValue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncer.api.Group;
import dev.syncer.api.ModelBuilder;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.Operation;
import dev.syncer.core.fault.StartupException;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RightsDeclarationTest {

  /** People with teams, and a model {@code a.task}. */
  private record Module(Consumer<ModelBuilder> task) implements ModelModule {
    @Override
    public void define(Models models) {
      models.model("a.team").fields(text("name"));
      models
          .model("a.person")
          .fields(
              text("name"),
              manyToOne("team_id", "a.team"),
              json("settings"),
              related("team_name", "team_id.name"))
          .users();
      task.accept(
          models
              .model("a.task")
              .fields(
                  text("name"),
                  manyToOne("team_id", "a.team"),
                  manyToOne("person_id", "a.person"),
                  related("team_name", "team_id.name")));
    }

    @Override
    public String name() {
      return "Tasks";
    }
  }

  private static Registry registry(Consumer<ModelBuilder> task) {
    return Registry.of(List.of(new Module(task)));
  }

  private static List<String> faultsOf(Consumer<ModelBuilder> task) {
    StartupException fault = catchThrowableOfType(StartupException.class, () -> registry(task));
    assertThat(fault).as("the registry takes this").isNotNull();
    return fault.faults();
  }

  @Test
  void access_saidSeveralTimes_addsUp() {
    Registry registry =
        registry(
            task ->
                task.access(group("user").reads(), group("boss").all())
                    .access(group("user").writes(), everyone().reads()));

    Model task = registry.model("a.task").orElseThrow();

    assertThat(task.grants())
        .containsEntry(group("user"), EnumSet.of(Operation.READ, Operation.WRITE))
        .containsEntry(group("boss"), EnumSet.allOf(Operation.class))
        .containsEntry(everyone(), EnumSet.of(Operation.READ));
  }

  @Test
  void users_haveGroupsAndAreActive() {
    Model person = registry(task -> {}).model("a.person").orElseThrow();

    assertThat(person.field("groups").orElseThrow().isReadOnly()).isTrue();
    assertThat(person.field("groups").orElseThrow().defaultValue()).isEqualTo(List.of("user"));
    assertThat(person.field("active").orElseThrow().isReadOnly()).isFalse();
    assertThat(person.field("active").orElseThrow().defaultValue()).isEqualTo(true);
  }

  @Test
  void users_withAFieldOfThatName_isAFault() {
    ModelModule people =
        models -> models.model("a.person").fields(text("groups"), text("name")).users();

    StartupException fault =
        catchThrowableOfType(StartupException.class, () -> Registry.of(List.of(people)));

    assertThat(fault.faults())
        .singleElement()
        .asString()
        .startsWith("SYNC-1005: ")
        .contains("\"groups\" of a.person, which users() brings. Rename it");
  }

  @Test
  void rules_thatFit_areTaken() {
    Registry registry =
        registry(
            task ->
                task.access(group("user").all())
                    .rule(group("user"), where("person_id", "=", USER))
                    .rule(group("user"), where("person_id", "in", List.of(USER, 7)))
                    .rule(where("team_id", "=", userValue("team_id")).not()));

    assertThat(registry.model("a.task").orElseThrow().rules()).hasSize(3);
  }

  @Test
  void rule_forAGroupWithoutAGrant_isAFault() {
    List<String> faults =
        faultsOf(
            task -> task.access(group("user").reads()).rule(group("usr"), where("id", "=", 1)));

    assertThat(faults)
        .containsExactly(
            "SYNC-1016: module Tasks: a.task has a rule for the group usr, which may do nothing"
                + " with it. Groups with access: [user]. Grant it something with access(…), or let"
                + " the rule go. See docs/errors.md#SYNC-1016");
  }

  @Test
  void rules_thatCannotBeAsked_areFaultsToldAtOnce() {
    Group user = group("user");

    List<String> faults =
        faultsOf(
            task ->
                task.access(user.reads())
                    .rule(user, where("team_name", "=", "A"))
                    .rule(user, where("nam", "=", "A"))
                    .rule(where("name", "=", USER))
                    .rule(where("team_id", "=", userValue("tem_id")))
                    .rule(where("team_id", "=", userValue("settings")))
                    .rule(where("name", "=", userValue("team_name"))));

    assertThat(faults).hasSize(6).allMatch(fault -> fault.startsWith("SYNC-1017: module Tasks: "));
    assertThat(faults.get(0))
        .contains("a rule of a.task for the group user cannot be asked")
        .contains("a.task.team_name")
        .contains("declare a stored related field");
    assertThat(faults.get(1)).contains("has no field \"nam\". Did you mean \"name\"?");
    assertThat(faults.get(2)).contains("a.task.name) takes text, not this number");
    assertThat(faults.get(3))
        .contains("looks at \"tem_id\" of the one who acts, which a.person does not have")
        .contains("Did you mean \"team_id\"?");
    assertThat(faults.get(4)).contains("in a.person it is json. Name a stored field");
    assertThat(faults.get(5)).contains("and in no table. Name a stored field");
  }

  @Test
  void userValue_withoutAModelOfUsers_isAFault() {
    ModelModule tasks =
        models ->
            models
                .model("a.task")
                .fields(text("name"))
                .access(everyone().reads())
                .rule(where("create_uid", "=", USER));

    StartupException fault =
        catchThrowableOfType(StartupException.class, () -> Registry.of(List.of(tasks)));

    assertThat(fault.faults()).singleElement().asString().contains("no model says users()");
  }

  @Test
  void messages_saidSeveralTimes_addUp() {
    Registry registry =
        registry(
            task ->
                task.implementsSyncer()
                    .messages(group("user"))
                    .messages(group("boss"), everyone()));

    assertThat(registry.model("a.task").orElseThrow().senders())
        .containsExactlyInAnyOrder(group("user"), group("boss"), everyone());
    assertThat(registry.model("a.person").orElseThrow().senders()).isEmpty();
  }

  @Test
  void messages_onAModelThatNobodyCanSubscribeTo_areAFault() {
    List<String> quiet = faultsOf(task -> task.messages(group("user")));
    List<String> hidden =
        faultsOf(task -> task.implementsSyncer().systemOnly().messages(group("user")));

    assertThat(quiet)
        .singleElement()
        .asString()
        .startsWith("SYNC-1019: the model a.task opens its channel")
        .contains("implementsSyncer()");
    assertThat(hidden).isEqualTo(quiet);
  }

  @Test
  void messages_forNobody_areAFault() {
    assertThat(faultsOf(task -> task.implementsSyncer().messages()))
        .singleElement()
        .asString()
        .startsWith("SYNC-1008: ")
        .contains("names no group");
  }
}
