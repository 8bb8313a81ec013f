package dev.syncer.store.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncer.api.Field;
import dev.syncer.api.Fields;
import dev.syncer.core.fault.StartupException;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * N1: what a start that stops tells people to run never destroys a value. Each advice is run as it
 * is printed, and then the start works.
 */
final class SqliteAdviceTest {
  private static final Pattern REMEDY =
      Pattern.compile(
          "(?:, or |\\(\\d\\) )((?:(?!, or |\\(\\d\\) ).)*?)(?: with)?: (.*?;)(?= \\(\\d\\) | See docs)");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("shop.db");
  }

  private JdbiStore store() {
    return new JdbiStore(SqliteOptions.builder(file).readers(1).build());
  }

  private void startWith(Registry registry, List<Map<String, Object>> items) {
    try (JdbiStore store = store()) {
      store.open(registry);
      Model item = TestModels.item(registry);
      store.write(
          tx ->
              tx.insert(item, items.stream().map(values -> TestModels.row(item, values)).toList()));
    }
  }

  /** Starts with the models; the values of a field. */
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

  private List<String> faults(Registry registry) {
    JdbiStore store = store();
    StartupException refusal =
        catchThrowableOfType(StartupException.class, () -> store.open(registry));
    store.close();
    assertThat(refusal).isNotNull();
    return refusal.faults();
  }

  /** What each remedy does, and its statements. */
  private static Map<String, String> remedies(String fault) {
    Map<String, String> remedies = new LinkedHashMap<>();
    Matcher matcher = REMEDY.matcher(fault);
    while (matcher.find()) {
      remedies.put(matcher.group(1), matcher.group(2));
    }
    assertThat(remedies).as(fault).isNotEmpty();
    return remedies;
  }

  /** Runs the one remedy that says so, as an operator would. */
  private void follow(Registry registry, String words) {
    List<String> faults = faults(registry);
    List<String> statements =
        faults.stream()
            .flatMap(fault -> fault.contains(", or ") ? remedies(fault).entrySet().stream() : null)
            .filter(remedy -> remedy.getKey().contains(words))
            .map(Map.Entry::getValue)
            .toList();
    assertThat(statements).as("%s", faults).hasSize(1);
    Jdbi.create("jdbc:sqlite:" + file)
        .useHandle(
            handle ->
                Arrays.stream(statements.get(0).split("(?<=;)"))
                    .filter(statement -> !statement.isBlank())
                    .forEach(handle::execute));
  }

  private List<Object> kept(String table) {
    return Jdbi.create("jdbc:sqlite:" + file)
        .withHandle(
            handle ->
                handle
                    .createQuery("SELECT value FROM \"" + table + "\" ORDER BY id")
                    .map((results, context) -> results.getObject(1))
                    .list());
  }

  private static Registry items(Field<?>... fields) {
    return fields.length == 0 ? TestModels.items() : TestModels.items(fields);
  }

  @Test
  void renamedField_isOfferedToBeRenamedFirst() {
    startWith(
        items(Fields.text("name"), Fields.text("note").index()),
        List.of(Map.of("note", "one"), Map.of("note", "two")));
    Registry renamed = items(Fields.text("name"), Fields.text("remark").required().index());

    assertThat(faults(renamed))
        .anySatisfy(
            fault ->
                assertThat(remedies(fault).keySet())
                    .first()
                    .asString()
                    .isEqualTo("if it is called \"remark\" now, rename it with its values"))
        .anySatisfy(fault -> assertThat(fault).contains("if it is \"note\" under another name"));
    follow(renamed, "rename it");

    assertThat(start(renamed, "remark")).containsExactly("one", "two");
  }

  @Test
  void fieldThatWent_isSetAside() {
    startWith(
        items(Fields.text("name"), Fields.text("note")),
        List.of(Map.of("note", "one"), Map.of("name", "no note")));

    follow(items(), "SET ITS VALUES ASIDE");

    assertThat(start(items(), "name")).containsExactly(null, "no note");
    assertThat(kept("kept_shop_item_note")).containsExactly("one");
  }

  /** A second time there is a table of that name already. */
  @Test
  void fieldThatWentTwice_isSetAsideTwice() {
    for (String value : List.of("first", "second")) {
      startWith(items(Fields.text("name"), Fields.text("note")), List.of(Map.of("note", value)));
      follow(items(), "SET ITS VALUES ASIDE");
      start(items(), "name");
    }

    assertThat(kept("kept_shop_item_note")).containsExactly("first");
    assertThat(kept("kept_shop_item_note_2")).containsExactly("second");
  }

  @Test
  void decimalThatBecomesWhole_keepsWholeValuesAndSetsTheOthersAside() {
    startWith(
        items(Fields.decimal("price", 2)),
        List.of(
            Map.of("price", new BigDecimal("12.00")), Map.of("price", new BigDecimal("-3.75"))));
    Registry whole = items(Fields.integer("price"));

    follow(whole, "CUT OFF");

    assertThat(start(whole, "price")).containsExactly(12L, -3L);
    assertThat(kept("kept_shop_item_price")).containsExactly(-375);
  }

  @Test
  void decimalThatBecomesText_isWrittenAsItWas() {
    startWith(
        items(Fields.decimal("price", 2)),
        List.of(
            Map.of("price", new BigDecimal("1234.05")),
            Map.of("price", new BigDecimal("-0.50")),
            Map.of()));
    Registry text = items(Fields.text("price"));

    follow(text, "convert its values");

    assertThat(start(text, "price")).containsExactly("1234.05", "-0.50", null);
  }

  @Test
  void conversions_keepWhatFits() {
    startWith(
        items(
            Fields.text("count"),
            Fields.integer("share"),
            Fields.date("day"),
            Fields.floating("weight")),
        List.of(
            Map.of("count", "42", "share", 7L, "day", LocalDate.of(2026, 11, 22), "weight", 2.5),
            Map.of("count", "about 42", "weight", 0.1)));

    follow(
        items(
            Fields.integer("count"),
            Fields.integer("share"),
            Fields.date("day"),
            Fields.floating("weight")),
        "BECOME EMPTY");
    follow(
        items(
            Fields.integer("count"),
            Fields.floating("share"),
            Fields.date("day"),
            Fields.floating("weight")),
        "BECOME EMPTY");
    follow(
        items(
            Fields.integer("count"),
            Fields.floating("share"),
            Fields.dateTime("day"),
            Fields.floating("weight")),
        "BECOME EMPTY");
    Registry all =
        items(
            Fields.integer("count"),
            Fields.floating("share"),
            Fields.dateTime("day"),
            Fields.decimal("weight", 1));
    follow(all, "BECOME EMPTY");

    assertThat(start(all, "count")).containsExactly(42L, null);
    assertThat(start(all, "share")).containsExactly(7.0, null);
    assertThat(start(all, "day")).containsExactly(Instant.parse("2026-11-22T00:00:00Z"), null);
    assertThat(start(all, "weight")).containsExactly(new BigDecimal("2.5"), new BigDecimal("0.1"));
    assertThat(kept("kept_shop_item_count")).containsExactly("42", "about 42");
  }

  @Test
  void typeWithoutAConversion_isSetAside() {
    startWith(items(Fields.integer("at")), List.of(Map.of("at", 5L)));

    follow(items(Fields.date("at")), "SET ITS VALUES ASIDE");

    assertThat(start(items(Fields.date("at")), "at")).containsExactly((Object) null);
    assertThat(kept("kept_shop_item_at")).containsExactly(5);
  }

  @Test
  void selectionKeyThatWent_isFoundWithItsRecords() {
    Registry before = items(Fields.selection("size", "s", "Small", "l", "Large"));
    Registry after = items(Fields.selection("size", "small", "Small", "l", "Large"));
    startWith(before, List.of(Map.of("size", "s"), Map.of("size", "l"), Map.of("size", "s")));

    assertThat(faults(after))
        .singleElement()
        .asString()
        .contains("takes one of", "2 records hold something else, 1, 3");
    follow(after, "if \"s\" is called \"small\" now");

    assertThat(start(after, "size")).containsExactly("small", "l", "small");
  }

  @Test
  void selectionKeyThatWent_canBeMadeEmpty() {
    Registry after = items(Fields.selection("size", "m", "Middle", "l", "Large"));
    startWith(
        items(Fields.selection("size", "s", "Small", "l", "Large")),
        List.of(Map.of("size", "s"), Map.of("size", "l")));

    follow(after, "MAKE THEM EMPTY");

    assertThat(start(after, "size")).containsExactly(null, "l");
    assertThat(kept("kept_shop_item_size")).containsExactly("s");
  }

  @Test
  void textThatIsTooLongNow_isFoundWithItsRecords() {
    startWith(
        items(Fields.text("name", 200)),
        List.of(Map.of("name", "abc"), Map.of("name", "ab"), Map.of("name", "äö")));
    Registry shorter = items(Fields.text("name", 2));

    assertThat(faults(shorter))
        .singleElement()
        .asString()
        .contains("at most 2 characters", "1 record holds something else, 1.");
    follow(shorter, "CUT THEM to 2 characters");

    assertThat(start(shorter, "name")).containsExactly("ab", "ab", "äö");
    assertThat(kept("kept_shop_item_name")).contains("abc");
  }

  @Test
  void textOfCharactersThatCountTwice_isCutBetweenThem() {
    startWith(items(Fields.text("name", 200)), List.of(Map.of("name", "😀😀😀")));
    Registry shorter = items(Fields.text("name", 3));

    follow(shorter, "CUT THEM");

    assertThat(start(shorter, "name")).containsExactly("😀");
  }

  @Test
  void textThatMayBeLonger_isNoFault() {
    startWith(items(Fields.text("name", 20)), List.of(Map.of("name", "abc")));

    assertThat(start(items(Fields.text("name", 200)), "name")).containsExactly("abc");
    assertThat(start(items(Fields.text("name", 3)), "name")).containsExactly("abc");
  }

  /** A database of a version that noted no limits: they are looked at once. */
  @Test
  void limitsThatWereNeverNoted_areLookedAtOnce() {
    startWith(items(Fields.text("name", 200)), List.of(Map.of("name", "abc")));
    Jdbi.create("jdbc:sqlite:" + file)
        .useHandle(handle -> handle.execute("DROP TABLE syncer_limits"));

    assertThat(faults(items(Fields.text("name", 2)))).hasSize(1);
    assertThat(start(items(Fields.text("name", 3)), "name")).containsExactly("abc");
  }
}
