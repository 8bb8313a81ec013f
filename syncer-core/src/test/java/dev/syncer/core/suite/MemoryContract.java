package dev.syncer.core.suite;

import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.everyone;
import static dev.syncer.api.Values.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.inject.Injector;
import com.google.inject.Module;
import dev.syncer.api.Field;
import dev.syncer.api.Filter;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.Query;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.FrameKind;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.memory.MemoryUse;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.shape.ShapeRequest;
import dev.syncer.core.spi.MemoryOverException;
import dev.syncer.core.spi.Store;
import dev.syncer.core.suite.MemoryOutlet.Part;
import dev.syncer.rpc.ValidationException;
import dev.syncer.testkit.base.TestModule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a node with little memory for its clients holds of large records, told by its gauge, and
 * that its clients get everything. A store passes it as a subclass.
 */
public abstract class MemoryContract {
  private static final Field<String> NAME = text("name", 100);
  private static final Field<String> BODY = text("body", 1_000_000);
  private static final Field<Ref> CASE = manyToOne("case_id", "heap.case");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int BUDGET = 8 * 1024 * 1024;
  private static final int COMMIT_LIMIT = 3 * 1024 * 1024;
  private static final int FRAME_LIMIT = 256 * 1024;
  private static final int LARGE = 700_000;

  /** What a part of a budget may go over itself: names, braces, one record that was let in. */
  private static final int ROUNDING = 2_048;

  @TempDir Path directory;
  private @Nullable Injector injector;

  /** The Guice module of the store under test, which keeps its files in the directory. */
  protected abstract Module store(Path directory);

  /** A model whose records are large. */
  private static final class Pages implements ModelModule {
    @Override
    public void define(Models models) {
      models.model("heap.page").fields(NAME, BODY).implementsSyncer().access(everyone().all());
      models
          .model("heap.case")
          .fields(NAME, BODY)
          .access(everyone().all())
          .rule(Filter.where("body", "!=", "closed"));
      models.model("heap.hint").fields(CASE).implementsSyncer().access(everyone().all());
    }
  }

  @BeforeEach
  final void open() {
    injector =
        Syncer.builder()
            .options(
                SyncerOptions.builder()
                    .memoryBudget(BUDGET)
                    .commitLimit(COMMIT_LIMIT)
                    .frameLimit(FRAME_LIMIT)
                    .build())
            .models(new TestModule(), new Pages())
            .install(store(directory))
            .injector();
    get(Syncer.class).open();
  }

  @AfterEach
  final void close() {
    get(Syncer.class).close();
  }

  private <T> T get(Class<T> type) {
    return Objects.requireNonNull(injector).getInstance(type);
  }

  private MemoryUse use() {
    return get(MemoryBudget.class).use();
  }

  private void flush() {
    get(Broker.class).flushed().toCompletableFuture().join();
  }

  private static String body(int number, int length) {
    return String.valueOf((char) ('a' + number % 26)).repeat(length);
  }

  private long create(String name, String body) {
    Values page = values().with(NAME, name).with(BODY, body);
    return get(Syncer.class)
        .database()
        .writeReturning(User.SYSTEM, unit -> unit.model("heap.page").create(page));
  }

  private void write(long id, String body) {
    get(Syncer.class)
        .database()
        .write(User.SYSTEM, unit -> unit.model("heap.page").write(id, values().with(BODY, body)));
  }

  private Model pages() {
    return get(Registry.class).model("heap.page").orElseThrow();
  }

  private static List<SubscribeAnswer> subscribe(
      Connection connection, List<SubscribeRequest> requests) {
    CompletableFuture<List<SubscribeAnswer>> answer = new CompletableFuture<>();
    connection.subscribe(requests, answer::complete);
    return answer.join();
  }

  /** P8: they were kept by number, 2 MB each. */
  @ParameterizedTest
  @ValueSource(ints = {LARGE, 100_000})
  void p8_largeWritesWithNobodyConnected_areKeptWithinTheirShare(int length) {
    long id = create("page", "");
    for (int i = 0; i < 60; i++) {
      write(id, body(i, length));
      assertThat(use().of(MemoryKind.RECENT_COMMITS)).isLessThanOrEqualTo(BUDGET / 8);
    }
    flush();

    MemoryUse use = use();
    assertThat(use.of(MemoryKind.RECENT_COMMITS)).isLessThanOrEqualTo(BUDGET / 8);
    assertThat(use.of(MemoryKind.WAITING_COMMITS)).isZero();
    assertThat(use.of(MemoryKind.CALLS)).isZero();
    assertThat(use.of(MemoryKind.ENCODED)).isZero();
    if (length < LARGE) {
      assertThat(use.of(MemoryKind.RECENT_COMMITS)).isPositive();
    }
  }

  private MemoryOutlet snapshot(@Nullable List<String> fields) {
    MemoryOutlet outlet = new MemoryOutlet(get(MemoryBudget.class));
    Connection connection = get(Broker.class).connect(outlet, User.SYSTEM);
    ShapeRequest request = new ShapeRequest(pages(), Filter.all(), fields, List.of(), null);
    subscribe(connection, List.of(new SubscribeRequest(request, null, true)));
    await().atMost(PATIENCE).until(outlet::isWhole);
    connection.close();
    flush();
    assertThat(outlet.closes()).isZero();
    assertThat(outlet.highestUsed()).isLessThanOrEqualTo(BUDGET);
    await().atMost(PATIENCE).until(() -> use().of(MemoryKind.SNAPSHOTS) == 0);
    return outlet;
  }

  /** P9, W25: more than the memory all together. */
  @Test
  void p9_snapshotOfLargeRecords_comesWhole_eachInAMessageOfItsOwn() {
    Map<Long, Integer> expected = new TreeMap<>();
    for (int i = 0; i < 40; i++) {
      long id = create("page " + i, body(i, LARGE));
      expected.put(id, ("page " + i + body(i, LARGE)).hashCode());
    }

    MemoryOutlet outlet = snapshot(null);

    assertThat(outlet.records()).isEqualTo(expected);
    assertThat(outlet.parts(FrameKind.SNAPSHOT))
        .filteredOn(part -> part.records() > 0)
        .hasSize(40)
        .extracting(Part::records)
        .containsOnly(1);
    assertThat(outlet.highest(MemoryKind.SNAPSHOTS)).isLessThanOrEqualTo(BUDGET / 2);
  }

  /** P9: had the texts been read, each record would have ended its part of the snapshot. */
  @Test
  void p9_snapshotOfNames_readsNoTexts() {
    Map<Long, Integer> expected = new TreeMap<>();
    for (int i = 0; i < 40; i++) {
      expected.put(create("page " + i, body(i, LARGE)), ("page " + i).hashCode());
    }

    MemoryOutlet outlet = snapshot(List.of("name"));

    assertThat(outlet.records()).isEqualTo(expected);
    assertThat(outlet.parts(FrameKind.SNAPSHOT)).hasSize(1);
    assertThat(outlet.highest(MemoryKind.SNAPSHOTS)).isLessThan(LARGE);
  }

  /** W25: also where JSON takes six bytes for a character, or three. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "\u0001", "中"})
  void w25_partsOfASnapshot_areAsLargeAsAFrameAtMost_unlessTheyHoldOneRecord(String letter) {
    Map<Long, Integer> expected = new TreeMap<>();
    for (int i = 0; i < 60; i++) {
      String body = letter.repeat(30_000);
      expected.put(create("page " + i, body), ("page " + i + body).hashCode());
    }

    MemoryOutlet outlet = snapshot(null);

    assertThat(outlet.records()).isEqualTo(expected);
    assertThat(outlet.parts(FrameKind.SNAPSHOT))
        .hasSizeLessThan(61)
        .allSatisfy(
            part ->
                assertThat(part.bytes() <= FRAME_LIMIT + ROUNDING || part.records() == 1)
                    .as("%s", part)
                    .isTrue());
  }

  /** P10: all of it was kept, also when nobody was there any more. */
  @Test
  void p10_manyShapesOfLargeWrites_areEncodedWithinTheirShare_andForgotten() {
    int shapes = 120;
    long id = create("page", "");
    MemoryOutlet outlet = new MemoryOutlet(get(MemoryBudget.class));
    Connection connection = get(Broker.class).connect(outlet, User.SYSTEM);
    List<SubscribeRequest> requests = new ArrayList<>();
    for (int i = 0; i < shapes; i++) {
      ShapeRequest request =
          new ShapeRequest(pages(), Filter.where("id", "<", 1_000L + i), null, List.of(), null);
      requests.add(new SubscribeRequest(request, null, false));
    }
    List<SubscribeAnswer> answers = subscribe(connection, requests);
    Map<String, Integer> expected = new TreeMap<>();
    answers.forEach(answer -> expected.put(answer.subscription(), 2));
    assertThat(expected).hasSize(shapes);

    write(id, body(1, 900_000));
    write(id, body(2, 900_000));
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(outlet.changes()).isEqualTo(expected));

    assertThat(outlet.closes()).isZero();
    assertThat(outlet.highest(MemoryKind.ENCODED))
        .isLessThanOrEqualTo(BUDGET / 8 + BUDGET / 32 + 1);
    connection.close();
    flush();
    await().atMost(PATIENCE).until(() -> use().of(MemoryKind.ENCODED) == 0);
  }

  /** What was missed counted as held until all of it was read: then the client began anew. */
  @Test
  void p8_absenceLongerThanTheMemory_isResumed() {
    long id = create("page", "");
    long ana =
        get(Syncer.class)
            .database()
            .writeReturning(
                User.SYSTEM, unit -> unit.model("test.user").create(values().with("name", "Ana")));
    User user = new User(ana, "Ana", Instant.EPOCH);
    Connection first = get(Broker.class).connect(new MemoryOutlet(get(MemoryBudget.class)), user);
    SubscribeAnswer before =
        subscribe(first, List.of(new SubscribeRequest(pages(), null, false))).get(0);
    first.close();
    for (int i = 0; i < 150; i++) {
      write(id, body(i, 100_000));
    }
    MemoryOutlet outlet = new MemoryOutlet(get(MemoryBudget.class));
    Connection connection = get(Broker.class).connect(outlet, user);

    SubscribeAnswer back =
        subscribe(connection, List.of(new SubscribeRequest(pages(), before.cursor(), true))).get(0);

    assertThat(back.state()).isEqualTo(SubscribeAnswer.State.RESUMED);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(outlet.changes()).isEqualTo(Map.of(back.subscription(), 150)));
    assertThat(outlet.parts(FrameKind.RESET)).isEmpty();
    connection.close();
  }

  /** P23: a read of more than there is room for ends in its midst. */
  @Test
  void p23_readOfMoreThanTheMemory_isRefused_andLeavesNothingBehind() {
    for (int i = 0; i < 20; i++) {
      create("page " + i, body(i, LARGE));
    }
    flush();

    assertThatThrownBy(
            () ->
                get(Syncer.class)
                    .database()
                    .read(User.SYSTEM, unit -> unit.model("heap.page").searchRead(Query.all())))
        .isInstanceOf(MemoryOverException.class)
        .hasMessageContaining("SyncerOptions.memoryBudget");

    assertThat(use().of(MemoryKind.CALLS)).isZero();
  }

  @Test
  void commitLimit_whatIsLarger_isRefusedBeforeItIsWritten() {
    create("before", "");
    long head = head();

    assertThatThrownBy(
            () ->
                get(Syncer.class)
                    .database()
                    .write(
                        User.SYSTEM,
                        unit -> {
                          for (int i = 0; i < 4; i++) {
                            String large = body(i, 900_000);
                            unit.model("heap.page").create(values().with(BODY, large));
                          }
                        }))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("more than the " + COMMIT_LIMIT + " bytes")
        .hasMessageContaining("Nothing was written")
        .hasMessageContaining("SyncerOptions.commitLimit");

    assertThat(head()).isEqualTo(head);
    long pages =
        get(Syncer.class)
            .database()
            .read(User.SYSTEM, unit -> unit.model("heap.page").count(Query.all()));
    assertThat(pages).isEqualTo(1);
    for (int i = 0; i < 4; i++) {
      create("step " + i, body(i, 900_000));
    }
    assertThat(head()).isEqualTo(head + 4);
    assertThat(use().of(MemoryKind.CALLS)).isZero();
  }

  private User user(String name) {
    long id =
        get(Syncer.class)
            .database()
            .writeReturning(
                User.SYSTEM, unit -> unit.model("test.user").create(values().with("name", name)));
    return new User(id, name, Instant.EPOCH);
  }

  /** I15: what rules look at was kept by number, however large it was. */
  @Test
  void i15_whatRulesLookedAt_isKeptWithinItsShare() {
    long id =
        get(Syncer.class)
            .database()
            .writeReturning(
                User.SYSTEM, unit -> unit.model("heap.case").create(values().with(BODY, "")));
    long highest = 0;
    for (int i = 0; i < 60; i++) {
      String body = body(i, 50_000);
      get(Syncer.class)
          .database()
          .write(User.SYSTEM, unit -> unit.model("heap.case").write(id, values().with(BODY, body)));
      flush();
      long held = use().of(MemoryKind.VISIBILITY);
      assertThat(held).isLessThanOrEqualTo(BUDGET / 16);
      highest = Math.max(highest, held);
    }

    assertThat(highest).isGreaterThan(50_000);
  }

  /** I15: what links may tell was kept by number. */
  @Test
  void i15_whatLinksMayTell_isKeptWithinItsShare() {
    int links = 4_000;
    MemoryOutlet outlet = new MemoryOutlet(get(MemoryBudget.class));
    Connection connection = get(Broker.class).connect(outlet, user("Ana"));
    Model hints = get(Registry.class).model("heap.hint").orElseThrow();
    subscribe(connection, List.of(new SubscribeRequest(hints, null, false)));
    long highest = 0;
    for (int i = 0; i < links; ) {
      int end = i + 100;
      int begin = i;
      get(Syncer.class)
          .database()
          .write(
              User.SYSTEM,
              unit -> {
                for (int n = begin; n < end; n++) {
                  long id = unit.model("heap.case").create(values().with(BODY, "open " + n));
                  unit.model("heap.hint").create(values().with("case_id", id));
                }
              });
      i = end;
      highest = Math.max(highest, linked());
    }
    for (long all = 1; all <= links; all++) {
      long id = all;
      get(Syncer.class)
          .database()
          .write(User.SYSTEM, unit -> unit.model("heap.hint").create(values().with("case_id", id)));
      highest = Math.max(highest, linked());
    }
    flush();

    assertThat(highest).isBetween(100_000L, BUDGET / 32L);
    connection.close();
    flush();
    assertThat(get(MemoryBudget.class).tryReserve(MemoryKind.CALLS, BUDGET + 1)).isFalse();
    assertThat(use().of(MemoryKind.LINKED_RECORDS)).isZero();
  }

  private long linked() {
    long held = use().of(MemoryKind.LINKED_RECORDS);
    assertThat(held).isLessThanOrEqualTo(BUDGET / 32);
    return held;
  }

  /** I15: who acted lately had 16 MiB beside the budget, however small that was. */
  @Test
  void i15_whoActedLately_isKeptWithinTheirShare() {
    long highest = 0;
    for (int i = 0; i < 200; i++) {
      User user = user("user " + i);
      get(Syncer.class).database().read(user, unit -> unit.model("test.task").count(Query.all()));
      long held = use().of(MemoryKind.PRINCIPALS);
      assertThat(held).isLessThanOrEqualTo(BUDGET / 16);
      highest = Math.max(highest, held);
    }

    assertThat(highest).isGreaterThan(BUDGET / 32);
  }

  private long head() {
    return get(Store.class).<Long>read(transaction -> transaction.head());
  }
}
