package dev.syncer.core.suite;

import static dev.syncer.api.Fields.dependsOn;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.related;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static dev.syncer.api.Group.group;
import static dev.syncer.api.Values.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.inject.Injector;
import dev.syncer.api.Field;
import dev.syncer.api.Inputs;
import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Models;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.broker.SubscribeAnswer.State;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Modules that change between two starts of one database: stored derived fields are filled for the
 * records that are there, and nobody who comes back misses it. A store passes it as a subclass.
 */
public abstract class SchemaUpdateContract extends NodeFixture {
  private static final String GROUP = "s.group";
  private static final String ITEM = "s.item";
  private static final String QUIET = "s.quiet";

  /** More than two batches, and none of them full at the end. */
  private static final int MANY = 1_203;

  private static final Field<Long> SUM =
      integer("sum")
          .computed(dependsOn("item_ids.twice"), in -> sum(in, "item_ids.twice"))
          .stored();
  private static final Field<Long> TWICE =
      integer("twice").computed(dependsOn("size"), in -> twice(in.get("size"))).stored();
  private static final Field<Long> SHARE =
      integer("share")
          .computed(dependsOn("group_id.sum"), in -> (Long) in.get("group_id.sum"))
          .stored();
  private static final Field<String> GROUP_NAME = groupName("group_id.name");

  private ModelModule models = version1();

  @Override
  ModelModule models() {
    return models;
  }

  private static Field<String> groupName(String path) {
    Field<String> field = related("group_name", path);
    return field.stored();
  }

  private static long sum(Inputs in, String path) {
    return in.<Long>all(path).stream().mapToLong(Long::longValue).sum();
  }

  /** Cannot do without the value, as functions of stored inputs need not. */
  private static long twice(@Nullable Object size) {
    return 2 * (Long) Objects.requireNonNull(size);
  }

  private static ModelModule version1() {
    return models -> declare(models, List.of(), List.of());
  }

  /** What follows from what is declared backwards, so that declared order is the wrong one. */
  private static ModelModule version2() {
    return models -> declare(models, List.of(SUM), List.of(SHARE, GROUP_NAME, TWICE));
  }

  private static void declare(Models models, List<Field<?>> ofGroups, List<Field<?>> ofItems) {
    models
        .model(GROUP)
        .fields(text("name"), text("code"), oneToMany("item_ids", ITEM, "group_id"))
        .fields(ofGroups.toArray(Field<?>[]::new))
        .implementsSyncer();
    models
        .model(ITEM)
        .fields(text("name"), integer("size"), manyToOne("group_id", GROUP))
        .fields(ofItems.toArray(Field<?>[]::new))
        .constraint("Nobody fits in here.", item -> !"broken".equals(item.get("name")))
        .implementsSyncer();
    models.model(QUIET).fields(text("name")).implementsSyncer();
  }

  private void restart(ModelModule with) {
    close();
    models = with;
    open();
  }

  /** Three groups, and items of the sizes 0, 1, 2… in them, turn by turn. */
  private void prepare(int count) {
    database()
        .write(
            ANA,
            unit -> {
              for (String name : List.of("a", "b", "c")) {
                unit.model(GROUP).create(values().with("name", name).with("code", "#" + name));
              }
              List<Values> items = new ArrayList<>();
              for (int i = 0; i < count; i++) {
                items.add(values().with("size", i).with("group_id", 1 + i % 3));
              }
              unit.model(ITEM).create(items);
              unit.model(QUIET).create(values().with("name", "quiet"));
            });
    flush();
  }

  private List<ModelRecord> all(String model) {
    return database().read(ANA, unit -> unit.model(model).searchRead(Query.all()));
  }

  private void assertFilled(int count) {
    List<ModelRecord> groups = all(GROUP);
    for (ModelRecord group : groups) {
      long first = group.id() - 1;
      long sum = 0;
      for (long i = first; i < count; i += 3) {
        sum += 2 * i;
      }
      assertThat(group.get("sum")).isEqualTo(sum);
    }
    assertThat(all(ITEM))
        .hasSize(count)
        .allSatisfy(
            item -> {
              ModelRecord group = groups.get((int) ((item.id() - 1) % 3));
              assertThat(item.get("twice")).isEqualTo(2 * (item.id() - 1));
              assertThat(item.get("share")).isEqualTo(group.get("sum"));
              assertThat(item.get("group_name")).isEqualTo(group.displayName());
              assertThat(item.version()).isEqualTo(1);
            });
  }

  @Test
  void storedFields_addedToTablesWithRecords_areFilledAtStartInTheRightOrder() {
    prepare(MANY);

    restart(version2());

    assertFilled(MANY);
    assertThat(database().<Long>read(ANA, u -> u.model(ITEM).count(Query.where("twice", ">", 9))))
        .isEqualTo(MANY - 5);
  }

  @Test
  void cursor_fromBeforeAChangeOfTheModel_isResetAndLearnsOfTheValues() {
    prepare(20);
    Client before = new Client();
    subscribe(before.connection, request(ITEM, null, true), request(QUIET, null, true));
    before.awaitCaughtUp();
    String cursor = before.replica.cursor();

    restart(version2());
    Client after = new Client();
    State ofItems = subscribe(after.connection, request(ITEM, cursor, false)).get(0).state();
    after.awaitCaughtUp();
    Client quiet = new Client();
    State ofQuiet = subscribe(quiet.connection, request(QUIET, cursor, false)).get(0).state();

    assertThat(ofItems).isEqualTo(State.RESET);
    assertThat(after.outlet.received("reset").get(0).get("reason").stringValue())
        .isEqualTo("schema");
    assertThat(after.replica.view().toString()).contains("\"twice\":38");
    assertThat(after.replica.view().toString()).isEqualTo(fresh(ITEM).toString());
    assertThat(ofQuiet).isEqualTo(State.RESUMED);
  }

  /** The control of the test before: it is the change that resets, not the restart. */
  @Test
  void cursor_fromAfterAChangeOfTheModel_isResumedAlsoOverRestarts() {
    prepare(20);
    restart(version2());
    Client live = new Client();
    String cursor = subscribe(live.connection, request(ITEM, null, false)).get(0).cursor();
    long head = headPosition();

    restart(version2());
    Client after = new Client();
    State state = subscribe(after.connection, request(ITEM, cursor, false)).get(0).state();
    database().write(ANA, unit -> unit.model(ITEM).write(1, values().with("size", 5)));

    assertThat(state).isEqualTo(State.RESUMED);
    assertThat(headPosition()).isEqualTo(head + 1);
    await().until(() -> after.outlet.notifications().toString().contains("\"twice\":10"));
  }

  private static ModelModule withRights(Consumer<Models> more) {
    return models -> {
      declare(models, List.of(), List.of());
      more.accept(models);
    };
  }

  static Stream<Consumer<Models>> changesOfRights() {
    return Stream.of(
        models -> models.extend(ITEM).access(group("guest").reads()),
        models -> models.extend(ITEM).rule(where("size", ">", 0)),
        models ->
            models
                .extend(ITEM)
                .access(group("user").reads())
                .rule(group("user"), where("size", ">", 0)),
        // A name of a group is shown by the rights to the group.
        models -> models.extend(GROUP).rule(where("code", "!=", "x")),
        models -> models.extend(ITEM).fields(text("secret").readableBy(group("user"))),
        models -> models.extend(ITEM).syncEntire());
  }

  @ParameterizedTest
  @MethodSource("changesOfRights")
  void cursor_fromBeforeAChangeOfRights_isReset(Consumer<Models> change) {
    prepare(3);
    Client before = new Client();
    String cursor = subscribe(before.connection, request(ITEM, null, false)).get(0).cursor();

    restart(withRights(change));
    Client after = new Client();
    State ofItems = subscribe(after.connection, request(ITEM, cursor, false)).get(0).state();
    State ofQuiet = subscribe(after.connection, request(QUIET, cursor, false)).get(0).state();

    assertThat(ofItems).isEqualTo(State.RESET);
    assertThat(ofQuiet).isEqualTo(State.RESUMED);
  }

  /** Modules are found in whatever order, and a set has another order in each process. */
  @Test
  void cursor_fromBeforeTheSameInAnotherOrder_isResumed() {
    restart(
        withRights(
            models ->
                models
                    .extend(ITEM)
                    .fields(text("x"), text("y"))
                    .access(group("a").reads(), group("b").reads())
                    .rule(where("size", "in", List.of(1, 2)))
                    .rule(where("size", ">", 0))));
    prepare(3);
    Client before = new Client();
    String cursor = subscribe(before.connection, request(ITEM, null, false)).get(0).cursor();

    restart(
        withRights(
            models ->
                models
                    .extend(ITEM)
                    .fields(text("y"), text("x"))
                    .access(group("b").reads(), group("a").reads())
                    .rule(where("size", ">", 0))
                    .rule(where("size", "in", List.of(2, 1)))));
    Client after = new Client();
    State state = subscribe(after.connection, request(ITEM, cursor, false)).get(0).state();

    assertThat(state).isEqualTo(State.RESUMED);
  }

  @Test
  void newDatabase_hasNothingToMark() {
    assertThat(headPosition()).isZero();
  }

  @Test
  void field_withADefaultThatIsNew_resetsToo() {
    prepare(3);
    Client before = new Client();
    String cursor = subscribe(before.connection, request(ITEM, null, false)).get(0).cursor();

    restart(models -> declare(models, List.of(), List.of(text("color").defaultsTo("red"))));
    Client after = new Client();
    subscribe(after.connection, request(ITEM, cursor, false));
    after.awaitCaughtUp();

    assertThat(after.outlet.received("reset").get(0).get("reason").stringValue())
        .isEqualTo("schema");
    assertThat(after.replica.view().toString()).contains("\"color\":\"red\"");
  }

  @Test
  void relatedField_ofAnotherPathThanBefore_isMadeAnewWithAllThatFollows() {
    Field<String> shout =
        text("shout").computed(dependsOn("group_name"), in -> in.get("group_name") + "!").stored();
    restart(models -> declare(models, List.of(), List.of(shout, GROUP_NAME)));
    prepare(MANY);

    restart(models -> declare(models, List.of(), List.of(shout, groupName("group_id.code"))));

    assertThat(all(ITEM))
        .hasSize(MANY)
        .allSatisfy(item -> assertThat(item.get("group_name")).asString().startsWith("#"))
        .allSatisfy(item -> assertThat(item.get("shout")).isEqualTo(item.get("group_name") + "!"));
  }

  @Test
  void model_thatWasAwayWhileItsInputsChanged_isFilledWhenItComesBack() {
    ModelModule withBadge =
        models -> {
          declare(models, List.of(), List.of());
          Field<String> name = related("item_name", "item_id.name");
          models.model("s.badge").fields(manyToOne("item_id", ITEM), name.stored());
        };
    restart(withBadge);
    prepare(1);
    database().write(ANA, u -> u.model("s.badge").create(values().with("item_id", 1)));

    restart(version1());
    database().write(ANA, u -> u.model(ITEM).write(1, values().with("name", "renamed")));
    restart(withBadge);

    assertThat(all("s.badge").get(0).get("item_name")).isEqualTo("renamed");
  }

  @Test
  void start_thatIsCutOffHalfWay_isDoneAgainByTheNext() {
    prepare(MANY);
    Client before = new Client();
    String cursor = subscribe(before.connection, request(GROUP, null, false)).get(0).cursor();
    Field<Long> failing =
        integer("twice")
            .computed(
                dependsOn("size"),
                in -> {
                  if (Objects.equals(in.get("size"), 1_100L)) {
                    throw new IllegalStateException("on purpose");
                  }
                  return twice(in.get("size"));
                })
            .stored();

    StartupException fault =
        catchThrowableOfType(
            StartupException.class,
            () ->
                restart(
                    models -> declare(models, List.of(SUM), List.of(SHARE, GROUP_NAME, failing))));
    models = version2();
    open();
    Client after = new Client();
    subscribe(after.connection, request(GROUP, cursor, false));
    after.awaitCaughtUp();

    assertThat(fault)
        .hasMessageStartingWith(ErrorCode.FIELD_UNFILLED.id())
        .hasMessageContaining("\"twice\" of s.item")
        .hasMessageContaining("s.item,1101 ")
        .hasMessageNotContaining("on purpose");
    assertFilled(MANY);
    await().until(() -> after.replica.view().equals(fresh(GROUP)));
    assertThat(after.outlet.received("reset").get(0).get("reason").stringValue())
        .isEqualTo("schema");
  }

  @Test
  void value_thatDoesNotFit_stopsTheStartAndNamesTheRule() {
    prepare(3);
    Field<String> tooLong =
        text("code", 2).computed(dependsOn("size"), in -> "x".repeat(3)).stored();

    StartupException fault =
        catchThrowableOfType(
            StartupException.class,
            () -> restart(models -> declare(models, List.of(), List.of(tooLong))));
    models = version1();

    assertThat(fault)
        .hasMessageStartingWith(ErrorCode.FIELD_UNFILLED.id())
        .hasMessageContaining("s.item,1 ")
        .hasMessageContaining("2");
  }

  @Test
  void calls_ofAFill_growWithTheBatchesAndNotWithTheRecords() {
    int one = callsOfAFill("one", 10);
    int alsoOne = callsOfAFill("also one", 490);
    int two = callsOfAFill("two", 990);
    int three = callsOfAFill("three", 1_490);

    assertThat(alsoOne).isEqualTo(one);
    assertThat(three - two).isEqualTo(two - one).isPositive();
  }

  private int callsOfAFill(String name, int count) {
    Path own = directory.resolve(name);
    assertThat(own.toFile().mkdir()).isTrue();
    try (Syncer first = Syncer.builder().models(version1()).install(store(own)).build().open()) {
      first
          .database()
          .write(
              ANA,
              unit -> {
                Records items = unit.model(ITEM);
                List<Values> all = new ArrayList<>();
                unit.model(GROUP).create(values().with("name", "a"));
                for (int i = 0; i < count; i++) {
                  all.add(values().with("size", i).with("group_id", 1));
                }
                items.create(all);
              });
    }
    Injector injector =
        Syncer.builder().models(version2()).install(CountingStore.before(store(own))).injector();
    injector.getInstance(Syncer.class).open().close();
    return injector.getInstance(CountingStore.class).calls().size();
  }
}
