package dev.syncer.store.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncer.api.Fields;
import dev.syncer.api.Ref;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that change between two starts: what is done, what is refused, and the way out. */
final class SqliteSchemaTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("shop.db");
  }

  private JdbiStore store() {
    return new JdbiStore(SqliteOptions.builder(file).readers(1).build());
  }

  /** Starts once with the models, puts items in, and stops. */
  private void startWith(Registry registry, List<Map<String, Object>> items) {
    try (JdbiStore store = store()) {
      store.open(registry);
      Model item = TestModels.item(registry);
      store.write(
          tx ->
              tx.insert(item, items.stream().map(values -> TestModels.row(item, values)).toList()));
    }
  }

  /** Starts once with the models; the value of a field in all items. */
  private List<@Nullable Object> start(Registry registry, String field) {
    try (JdbiStore store = store()) {
      store.open(registry);
      Model item = TestModels.item(registry);
      List<Row> rows = store.read(tx -> tx.search(item, Condition.EVERY, List.of(), 1_000, 0));
      List<@Nullable Object> values = new ArrayList<>();
      rows.forEach(row -> values.add(row.get(field)));
      return values;
    }
  }

  private StartupException refusal(Registry registry) {
    List<String> before = schema();
    JdbiStore store = store();
    StartupException refusal =
        catchThrowableOfType(StartupException.class, () -> store.open(registry));
    store.close();
    assertThat(refusal).isNotNull();
    assertThat(refusal.faults())
        .allSatisfy(fault -> assertThat(fault).startsWith(ErrorCode.STORE_SCHEMA.id()));
    assertThat(schema()).isEqualTo(before);
    return refusal;
  }

  private List<String> schema() {
    return raw()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT coalesce(sql, name) FROM sqlite_schema UNION ALL"
                            + " SELECT model || field || kind || scale FROM syncer_schema")
                    .mapTo(String.class)
                    .list());
  }

  private Jdbi raw() {
    return Jdbi.create("jdbc:sqlite:" + file);
  }

  /** Does what the fault says, as an operator would: everything between colon and reference. */
  private void solve(String fault) {
    String text = fault.substring(0, fault.indexOf(" See docs/errors.md"));
    String statements = text.substring(text.lastIndexOf(": ") + 2);
    raw()
        .useHandle(
            handle ->
                Arrays.stream(statements.split("(?<=;)"))
                    .filter(statement -> !statement.isBlank())
                    .forEach(handle::execute));
  }

  /** The refusal, its statements, and the values after them. */
  private List<@Nullable Object> refusedThenSolved(Registry registry, String field) {
    StartupException refusal = refusal(registry);
    assertThat(refusal.faults()).hasSize(1);
    assertThat(refusal).hasMessageContaining("shop.item." + field);
    solve(refusal.faults().get(0));
    String known =
        registry.model(TestModels.ITEM).orElseThrow().field(field).isPresent() ? field : "id";
    return start(registry, known);
  }

  @Test
  void newFields_getTheirDefaultInExistingRecords() {
    startWith(TestModels.items(), List.of(Map.of("name", "a"), Map.of("name", "b")));

    Registry more =
        TestModels.items(
            Fields.text("name"),
            Fields.text("note"),
            Fields.bool("sold"),
            Fields.decimal("price", 2).required().defaultsTo(new BigDecimal("1.5")),
            Fields.manyToOne("parent_id", TestModels.ITEM).index());

    assertThat(start(more, "note")).containsExactly(null, null);
    assertThat(start(more, "sold")).containsExactly(false, false);
    assertThat(start(more, "price")).containsOnly(new BigDecimal("1.50"));
    assertThat(start(more, "name")).containsExactly("a", "b");
  }

  @Test
  void newRequiredField_onATableWithoutRows_isAdded() {
    startWith(TestModels.items(), List.of());

    assertThat(start(TestModels.items(Fields.text("name"), Fields.text("code").required()), "code"))
        .isEmpty();
  }

  @Test
  void newRequiredField_withoutADefault_isRefusedAndSolvable() {
    startWith(TestModels.items(), List.of(Map.of("name", "a")));

    assertThat(
            refusedThenSolved(
                TestModels.items(Fields.text("name"), Fields.text("code").required()), "code"))
        .containsExactly("-");
  }

  @Test
  void requiredManyToOne_withoutADefault_isRefusedAndSolvable() {
    startWith(TestModels.items(), List.of(Map.of("name", "a")));

    assertThat(
            refusedThenSolved(
                TestModels.items(
                    Fields.text("name"), Fields.manyToOne("of_id", TestModels.ITEM).required()),
                "of_id"))
        .containsExactly(Ref.to(1));
  }

  @Test
  void fieldThatIsGone_isRefusedAndSolvable() {
    startWith(
        TestModels.items(Fields.text("name"), Fields.text("note").index()),
        List.of(Map.of("note", "kept?")));

    assertThat(refusedThenSolved(TestModels.items(), "note")).containsExactly(1L);
  }

  @Test
  void changedType_isRefusedAndSolvable() {
    startWith(
        TestModels.items(Fields.text("name"), Fields.text("size").index()),
        List.of(Map.of("size", "XL")));

    assertThat(
            refusedThenSolved(
                TestModels.items(Fields.text("name"), Fields.integer("size").index()), "size"))
        .containsExactly((Object) null);
  }

  @Test
  void changedKind_withTheSameColumnType_isRefusedAndKeepsValues() {
    startWith(
        TestModels.items(Fields.selection("size", "s", "Small", "l", "Large")),
        List.of(Map.of("size", "s")));

    assertThat(refusedThenSolved(TestModels.items(Fields.text("size")), "size"))
        .containsExactly("s");
  }

  @Test
  void changedKind_fromNumberToTime_isNotTakenForTheSame() {
    startWith(TestModels.items(Fields.integer("at")), List.of(Map.of("at", 5L)));

    assertThat(refusedThenSolved(TestModels.items(Fields.dateTime("at")), "at"))
        .containsExactly((Object) null);
  }

  @Test
  void largerScale_isRefusedAndSolvable() {
    startWith(
        TestModels.items(Fields.decimal("price", 2)),
        List.of(Map.of("price", new BigDecimal("12.34"))));

    assertThat(refusedThenSolved(TestModels.items(Fields.decimal("price", 4)), "price"))
        .containsExactly(new BigDecimal("12.3400"));
  }

  @Test
  void smallerScale_isRefusedAndSolvable() {
    startWith(
        TestModels.items(Fields.decimal("price", 3)),
        List.of(Map.of("price", new BigDecimal("-12.345"))));

    assertThat(refusedThenSolved(TestModels.items(Fields.decimal("price", 1)), "price"))
        .containsExactly(new BigDecimal("-12.3"));
  }

  @Test
  void wholeNumberToDecimal_isRefusedAndSolvable() {
    startWith(TestModels.items(Fields.integer("price")), List.of(Map.of("price", 12L)));

    assertThat(refusedThenSolved(TestModels.items(Fields.decimal("price", 2)), "price"))
        .containsExactly(new BigDecimal("12.00"));
  }

  @Test
  void manyDifferences_areToldAtOnceAndNoneIsSolved() {
    startWith(
        TestModels.items(Fields.text("name"), Fields.text("gone"), Fields.decimal("price", 2)),
        List.of(Map.of("name", "a")));

    StartupException refusal =
        refusal(
            TestModels.items(
                Fields.integer("name"),
                Fields.decimal("price", 3),
                Fields.text("code").required(),
                Fields.text("harmless")));

    assertThat(refusal.faults())
        .hasSize(4)
        .anySatisfy(fault -> assertThat(fault).contains("shop.item.name"))
        .anySatisfy(fault -> assertThat(fault).contains("shop.item.price"))
        .anySatisfy(fault -> assertThat(fault).contains("shop.item.code"))
        .anySatisfy(fault -> assertThat(fault).contains("shop.item.gone"));
  }

  @Test
  void modelThatIsGone_keepsItsTableForItsReturn() {
    startWith(TestModels.items(), List.of(Map.of("name", "a")));
    try (JdbiStore store = store()) {
      store.open(
          TestModels.registry(models -> models.model("shop.other").fields(Fields.text("name"))));
    }

    assertThat(start(TestModels.items(), "name")).containsExactly("a");
  }

  @Test
  void indexes_followTheModels() {
    startWith(TestModels.items(Fields.text("name").index()), List.of());
    assertThat(indexes()).containsExactly("shop_item.name");
    raw().useHandle(handle -> handle.execute("CREATE INDEX by_hand ON shop_item (name)"));

    startWith(
        TestModels.items(Fields.text("name"), Fields.manyToOne("of_id", TestModels.ITEM)),
        List.of());

    assertThat(indexes()).containsExactly("by_hand", "shop_item.of_id");
  }

  private List<String> indexes() {
    return raw()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT name FROM sqlite_schema WHERE type = 'index'"
                            + " AND name NOT LIKE 'sqlite_%' ORDER BY name")
                    .mapTo(String.class)
                    .list());
  }

  @Test
  void search_onIndexedField_usesItsIndex() {
    Registry registry = TestModels.items(Fields.integer("size").index());
    startWith(registry, List.of());
    ModelField size = TestModels.item(registry).field("size").orElseThrow();

    List<String> plan = plan(registry, new Condition.Compare(size, Condition.Comparison.EQUAL, 5L));

    assertThat(plan).hasSize(1).first().asString().contains("shop_item.size");
  }

  /** Few records have the id in their list; the others are not looked at. */
  @Test
  void search_onAList_beginsAtTheOneId() {
    Registry registry = TestModels.items(Fields.manyToMany("item_ids", TestModels.ITEM));
    startWith(registry, List.of());
    ModelField list = TestModels.item(registry).field("item_ids").orElseThrow();

    List<String> plan = plan(registry, new Condition.Contains(list, 5));

    assertThat(plan)
        .noneMatch(step -> step.startsWith("SCAN"))
        .anyMatch(step -> step.contains("shop_item_item_ids_relation.right_id"));
  }

  private List<String> plan(Registry registry, Condition condition) {
    Table table = new Table(TestModels.item(registry), registry.relations());
    Sql where = table.where(condition);
    return raw()
        .withHandle(
            handle ->
                where
                    .bindTo(handle.createQuery("EXPLAIN QUERY PLAN " + table.count(where)))
                    .map((results, context) -> results.getString("detail"))
                    .list());
  }

  @Test
  void modelThatWantsATableOfTheStore_isRefused() {
    Registry registry =
        TestModels.registry(models -> models.model("syncer.log").fields(Fields.text("name")));
    JdbiStore store = store();

    StartupException refusal =
        catchThrowableOfType(StartupException.class, () -> store.open(registry));

    assertThat(refusal)
        .hasMessageStartingWith(ErrorCode.STORE_SCHEMA.id())
        .hasMessageContaining("syncer.log");
    assertThat(file).doesNotExist();
  }

  /** Whoever drops a column wants its values made again, whatever the core had noted of it. */
  @Test
  void column_thatIsAddedAgain_hasNoNote() {
    Registry registry = TestModels.items(Fields.text("name"), Fields.text("title"));
    Model item = TestModels.item(registry);
    startWith(registry, List.of(Map.of("name", "screw")));
    try (JdbiStore store = store()) {
      store.open(registry);
      store.write(
          tx -> {
            tx.note("shop.item:title", "made");
            tx.note("shop.item:name", "made");
            return tx.search(item, Condition.EVERY, List.of(), 1, 0);
          });
    }

    raw().useHandle(handle -> handle.execute("ALTER TABLE shop_item DROP COLUMN title"));

    try (JdbiStore store = store()) {
      assertThat(store.open(registry).notes()).containsExactly(Map.entry("shop.item:name", "made"));
    }
  }
}
