package dev.syncer.testkit;

import static dev.syncer.api.Values.values;
import static dev.syncer.testkit.ConditionCases.COUNTS;
import static dev.syncer.testkit.ConditionCases.DAYS;
import static dev.syncer.testkit.ConditionCases.KINDS;
import static dev.syncer.testkit.ConditionCases.NAMES;
import static dev.syncer.testkit.ConditionCases.PRICES;
import static dev.syncer.testkit.ConditionCases.RATIOS;
import static dev.syncer.testkit.ConditionCases.TIMES;
import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.Field;
import dev.syncer.api.Fields;
import dev.syncer.api.Filter;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.Ref;
import dev.syncer.api.Sort;
import dev.syncer.api.Values;
import dev.syncer.testkit.ConditionCases.Case;
import dev.syncer.testkit.ThingModule.Thing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * In a random table, on the real store, a typed condition finds the records that the condition as
 * text finds, and those are the ones that it means; a subscription with either is told the same.
 * {@code -Dsyncer.seed=S} repeats a run.
 */
@SyncerTest(modules = ThingModule.class)
@NullUnmarked // fields are set before each test
class TypedConditionsOracleTest {
  private static final int ROWS = 60;
  private static final int WRITES = 40;
  private static final int COMBINED = 60;

  private UserDatabase system;
  private Random random;
  private long seed;
  private List<Long> ids;

  @BeforeEach
  void fill(TestDatabase database) {
    seed = Long.getLong("syncer.seed", System.nanoTime() & 0xffff_ffffL);
    System.out.println("TypedConditionsOracleTest: -Dsyncer.seed=" + seed);
    random = new Random(seed);
    system = database.asSystem();
    ids =
        system.writeReturning(
            unit ->
                unit.model(Thing.MODEL)
                    .create(IntStream.range(0, ROWS).mapToObj(i -> values()).toList()));
    system.write(unit -> ids.forEach(id -> unit.model(Thing.MODEL).write(id, allOf(anyValues()))));
  }

  private static Values allOf(List<Values> each) {
    Map<String, @Nullable Object> all = new HashMap<>();
    each.forEach(one -> all.putAll(one.asMap()));
    return Values.of(all);
  }

  /** A value for each field; one in four is empty. */
  private List<Values> anyValues() {
    return List.of(
        any(Thing.NAME, NAMES),
        any(Thing.KIND, KINDS),
        any(Thing.COUNT, COUNTS),
        any(Thing.PRICE, PRICES),
        any(Thing.RATIO, RATIOS),
        any(Thing.DONE, List.of(true, false)),
        any(Thing.DUE, DAYS),
        any(Thing.STARTED, TIMES),
        any(Thing.PARENT, linked().stream().map(Ref::to).toList()),
        any(Thing.FRIENDS, List.of(linked().subList(0, 2), linked().subList(1, 3))));
  }

  /** Few records are linked to, so that conditions about them find some. */
  private List<Long> linked() {
    return ids.subList(0, 3);
  }

  private <T> Values any(Field<T> field, List<T> of) {
    return values().with(field, random.nextInt(4) == 0 ? null : of.get(random.nextInt(of.size())));
  }

  private List<Case> cases() {
    return ConditionCases.over(ids.subList(0, 4));
  }

  private static List<Long> meant(List<ModelRecord> rows, Predicate<ModelRecord> which) {
    return rows.stream().filter(which).map(ModelRecord::id).toList();
  }

  @Test
  void condition_byTypeAndByText_findsTheRecordsThatItMeans() {
    List<ModelRecord> rows = system.records(Thing.MODEL);
    Map<String, Integer> found = new LinkedHashMap<>();
    Map<String, Integer> leftOut = new LinkedHashMap<>();

    for (Case each : cases()) {
      List<Long> meant = meant(rows, each.means());
      assertSame(each.operator(), each.typed(), each.text(), meant);
      assertSame(
          "not " + each.operator(),
          each.typed().not(),
          each.text().not(),
          meant(rows, each.means().negate()));
      found.merge(each.operator(), meant.size(), Integer::sum);
      leftOut.merge(each.operator(), rows.size() - meant.size(), Integer::sum);
    }

    // Control: an operator that finds nothing, or all, would show nothing.
    found.remove("done isNull");
    leftOut.remove("done isSet");
    assertThat(found.keySet()).hasSizeGreaterThan(70);
    assertThat(found)
        .allSatisfy(
            (operator, count) ->
                assertThat(count)
                    .as(operator)
                    .matches(many -> many > 0 != operator.endsWith("in none")));
    assertThat(leftOut)
        .allSatisfy((operator, count) -> assertThat(count).as(operator).isPositive());
  }

  @Test
  void combination_byTypeAndByText_findsTheRecordsThatItMeans() {
    List<ModelRecord> rows = system.records(Thing.MODEL);
    List<Case> cases = cases();
    for (int i = 0; i < COMBINED; i++) {
      Case one = cases.get(random.nextInt(cases.size()));
      Case two = cases.get(random.nextInt(cases.size()));
      Case three = cases.get(random.nextInt(cases.size()));

      assertSame(
          one.operator() + ", " + two.operator() + ", " + three.operator(),
          one.typed().and(two.typed().or(three.typed()).not()),
          one.text().and(two.text().or(three.text()).not()),
          meant(rows, one.means().and(two.means().or(three.means()).negate())));
    }
  }

  private void assertSame(String what, Filter typed, Filter text, List<Long> meant) {
    String told = what + ", -Dsyncer.seed=" + seed;
    assertThat(system.search(Thing.MODEL, typed)).as(told + ", by type").isEqualTo(meant);
    assertThat(system.search(Thing.MODEL, text)).as(told + ", as text").isEqualTo(meant);
    assertThat(system.count(Thing.MODEL, typed)).as(told + ", counted").isEqualTo(meant.size());
  }

  @Test
  void order_byTypeAndByText_isTheOneMeant() {
    assertOrdered(Thing.NAME);
    assertOrdered(Thing.COUNT);
    assertOrdered(Thing.PRICE);
    assertOrdered(Thing.RATIO);
    assertOrdered(Thing.DUE);
    assertOrdered(Thing.STARTED);
  }

  private <T extends Comparable<? super T>> void assertOrdered(Field<T> field) {
    Comparator<ModelRecord> meant = comparing(row -> row.get(field), nullsFirst(naturalOrder()));
    Comparator<ModelRecord> second = comparing(row -> row.require(Thing.DONE));
    Comparator<ModelRecord> last = comparing(ModelRecord::id);
    assertOrdered(
        meant.thenComparing(second.reversed()).thenComparing(last),
        List.of(field.asc(), Thing.DONE.desc()),
        List.of(field.name(), "done desc"));
    assertOrdered(
        meant.reversed().thenComparing(second).thenComparing(last.reversed()),
        List.of(field.desc(), Thing.DONE.asc(), Fields.ID.desc()),
        List.of(field.name() + " desc", "done", "id desc"));
  }

  private void assertOrdered(Comparator<ModelRecord> meant, List<Sort> typed, List<String> text) {
    List<Long> expected =
        system.records(Thing.MODEL).stream().sorted(meant).map(ModelRecord::id).toList();
    Query byType = Query.all().orderBy(typed.toArray(Sort[]::new));
    Query byText = new Query(Filter.all(), text, Query.NO_LIMIT, 0);

    List<Long> ofType = system.read(unit -> unit.model(Thing.MODEL).search(byType));
    List<Long> ofText = system.read(unit -> unit.model(Thing.MODEL).search(byText));

    assertThat(ofType).as(text + ", -Dsyncer.seed=" + seed).isEqualTo(expected);
    assertThat(ofText).isEqualTo(expected);
  }

  @Test
  void subscription_byTypeAndByText_isToldTheSame_andShowsWhatIsMeant() {
    Map<String, Case> oneOfEach = new LinkedHashMap<>();
    cases().forEach(each -> oneOfEach.putIfAbsent(each.operator(), each));
    List<Case> cases = List.copyOf(oneOfEach.values());
    List<Live> typed = cases.stream().map(c -> system.live(Thing.MODEL, c.typed())).toList();
    List<Live> text = cases.stream().map(c -> system.live(Thing.MODEL, c.text())).toList();

    for (int i = 0; i < WRITES; i++) {
      List<Values> choice = anyValues();
      Values change = choice.get(random.nextInt(choice.size()));
      system.write(Thing.MODEL, ids.get(random.nextInt(ROWS)), change);
    }

    List<ModelRecord> rows = system.records(Thing.MODEL);
    List<Told> toldInAll = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      String what = cases.get(i).operator() + ", -Dsyncer.seed=" + seed;
      typed.get(i).assertConsistent();
      text.get(i).assertConsistent();
      List<Told> told = typed.get(i).view().takeTold();
      assertThat(typed.get(i).view().records().keySet())
          .as(what)
          .containsExactlyElementsOf(meant(rows, cases.get(i).means()));
      assertThat(told).as(what).isEqualTo(text.get(i).view().takeTold());
      toldInAll.addAll(told);
    }
    // Control: records came, changed and left.
    assertThat(toldInAll).extracting(Told::kind).contains("create", "write", "left");
  }
}
