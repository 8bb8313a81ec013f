package dev.syncer.core.model;

import static dev.syncer.api.Fields.dependsOn;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.related;
import static dev.syncer.api.Fields.selection;
import static dev.syncer.api.Fields.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.OnUnlink;
import dev.syncer.core.fault.StartupException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RegistryTest {

  private static ModelModule module(String name, Consumer<Models> definition) {
    return new ModelModule() {
      @Override
      public void define(Models models) {
        definition.accept(models);
      }

      @Override
      public String name() {
        return name;
      }
    };
  }

  private static List<String> faultsOf(ModelModule... modules) {
    StartupException fault =
        catchThrowableOfType(StartupException.class, () -> Registry.of(List.of(modules)));
    assertThat(fault).as("the registry takes these modules").isNotNull();
    return fault.faults();
  }

  @Test
  void model_declared_hasBaseFieldsFirst() {
    Registry registry =
        Registry.of(
            List.of(
                module("Notes", m -> m.model("notes.note").fields(text("name"), integer("n")))));

    Model note = registry.model("notes.note").orElseThrow();

    assertThat(note.fields().stream().map(ModelField::name))
        .containsExactly(
            "id", "version", "create_date", "create_uid", "write_date", "write_uid", "name", "n");
    assertThat(note.displayNameField().map(ModelField::name)).contains("name");
    assertThat(note.implementsSyncer()).isFalse();
  }

  @Test
  void extension_foundBeforeItsModel_isMerged() {
    ModelModule extending =
        module("More", m -> m.extend("notes.note").fields(text("color")).implementsSyncer());
    ModelModule declaring = module("Notes", m -> m.model("notes.note").fields(text("name")));

    Model note = Registry.of(List.of(extending, declaring)).model("notes.note").orElseThrow();

    assertThat(note.implementsSyncer()).isTrue();
    assertThat(note.field("color").map(ModelField::declaredBy)).contains("More");
  }

  @Test
  void users_declared_areTheTargetOfAuthors() {
    Registry registry =
        Registry.of(
            List.of(
                module(
                    "People",
                    m -> {
                      m.model("res.users").fields(text("name")).users();
                      m.model("a.b").fields(text("name"));
                    })));

    Model other = registry.model("a.b").orElseThrow();

    assertThat(other.field("write_uid").orElseThrow().target()).isEqualTo("res.users");
  }

  @Test
  void faults_ofSeveralModules_areToldAtOnce() {
    List<String> faults =
        faultsOf(
            module(
                "First",
                m -> {
                  m.model("Bad Name").fields(text("x"));
                  m.model("a.b").fields(text("id"), text("twice"), text("twice"));
                  m.model("a.c").fields(manyToOne("b_id", "a.bb")).displayName("nothing");
                }),
            module(
                "Second",
                m -> {
                  m.model("a.b");
                  m.extend("a.x").implementsSyncer();
                  m.model("a.d").fields(selection("s", "k", "K").defaultsTo("z")).users();
                  m.model("a.e").users();
                  m.model("a.d_e");
                  m.model("a.d.e");
                }),
            module(
                "Third",
                m -> {
                  throw new IllegalStateException("out of order");
                }));

    assertThat(faults)
        .satisfiesExactlyInAnyOrder(
            f -> assertThat(f).contains("SYNC-1001", "First", "Bad Name"),
            f -> assertThat(f).contains("SYNC-1004", "First", "\"id\"", "a.b"),
            f -> assertThat(f).contains("SYNC-1005", "First", "\"twice\"", "a.b"),
            f -> assertThat(f).contains("SYNC-1003", "\"b_id\"", "a.bb", "Did you mean \"a.b\""),
            f -> assertThat(f).contains("SYNC-1006", "a.c", "\"nothing\""),
            f -> assertThat(f).contains("SYNC-1002", "Second", "First", "a.b"),
            f -> assertThat(f).contains("SYNC-1003", "Second", "\"a.x\""),
            f -> assertThat(f).contains("SYNC-1006", "Second", "a.d.s"),
            f -> assertThat(f).contains("SYNC-1007", "a.d", "a.e"),
            f -> assertThat(f).contains("SYNC-1002", "a.d_e", "a.d.e", "a_d_e"),
            f -> assertThat(f).contains("SYNC-1008", "Third", "out of order"));
  }

  @Test
  void faults_ofRelationsAndDerivedFields_areTold() {
    List<String> faults =
        faultsOf(
            module(
                "Rel",
                m -> {
                  m.model("a.b")
                      .fields(
                          text("name"),
                          manyToOne("c_id", "a.c").required().onUnlink(OnUnlink.SET_NULL),
                          related("far", "c_id.b_ids.name"),
                          related("gone", "c_id.nmae"),
                          related("only", "c_id.name").unique(),
                          integer("x").computed(dependsOn("y"), in -> null),
                          integer("y").computed(dependsOn("x"), in -> null));
                  m.model("a.c").fields(text("name"), oneToMany("b_ids", "a.b", "cc_id"));
                  m.model("a.d").fields(related("called", "create_uid.name")).displayName("called");
                }));

    assertThat(faults)
        .satisfiesExactlyInAnyOrder(
            f -> assertThat(f).contains("SYNC-1006", "\"c_id\"", "RESTRICT or CASCADE"),
            f -> assertThat(f).contains("SYNC-1006", "a.d", "\"called\""),
            f -> assertThat(f).contains("SYNC-1006", "\"only\"", "stored()"),
            f -> assertThat(f).contains("SYNC-1011", "\"b_ids\"", "cc_id"),
            f -> assertThat(f).contains("SYNC-1012", "\"far\"", "c_id.b_ids.name"),
            f -> assertThat(f).contains("SYNC-1012", "nmae", "Did you mean \"name\""),
            f -> assertThat(f).contains("SYNC-1012", "create_uid.name"),
            f -> assertThat(f).contains("SYNC-1013", "a.b.x", "a.b.y"));
  }

  @Test
  void related_overAList_isAFault() {
    List<String> faults =
        faultsOf(
            module(
                "Rel",
                m -> {
                  m.model("a.b").fields(manyToOne("c_id", "a.c"), related("far", "c_id.b_ids"));
                  m.model("a.c").fields(oneToMany("b_ids", "a.b", "c_id"));
                }));

    assertThat(faults).singleElement().asString().contains("SYNC-1012", "leads over a list");
  }

  @Test
  void module_withoutFaults_raisesNone() {
    assertThatThrownBy(() -> faultsOf(module("Fine", m -> m.model("a.b").fields(text("name")))))
        .isInstanceOf(AssertionError.class);
  }
}
