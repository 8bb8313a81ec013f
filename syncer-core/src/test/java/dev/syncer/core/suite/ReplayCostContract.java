package dev.syncer.core.suite;

import static dev.syncer.api.Values.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.inject.Injector;
import com.google.inject.Module;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.model.Registry;
import dev.syncer.core.shape.ShapeRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What it costs to come back. A clerk, who may not read all customers that orders link to, is told
 * the names of then of those that could be read then; a manager reads all. Counted in calls of the
 * store, after a restart, so that nothing is known yet. A store passes it as a subclass.
 */
public abstract class ReplayCostContract {
  private static final int COMMITS = 800;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private @Nullable Injector injector;
  private long clerk;
  private long manager;

  /** The Guice module of the store under test, which keeps its files in the directory. */
  protected abstract Module store(Path directory);

  @BeforeEach
  final void open() {
    injector =
        Syncer.builder()
            .models(new ShapesModule(false))
            .install(CountingStore.before(store(directory)))
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

  private long create(String model, Values values) {
    return get(Syncer.class)
        .database()
        .writeReturning(User.SYSTEM, unit -> unit.model(model).create(values));
  }

  private void write(String model, long id, Values values) {
    get(Syncer.class).database().write(User.SYSTEM, unit -> unit.model(model).write(id, values));
  }

  private void createUsers() {
    Values cleo = values().with("name", "Cleo").with("team", 1);
    clerk = create("shop.user", cleo.with("groups", List.of("clerk")));
    manager = create("shop.user", values().with("name", "Max").with("groups", List.of("manager")));
  }

  private SubscribeRequest orders(@Nullable String cursor) {
    return new SubscribeRequest(
        ShapeRequest.all(get(Registry.class).model("shop.order").orElseThrow()), cursor, false);
  }

  private String cursorOfNow() {
    return get(Broker.class)
        .cursor(get(dev.syncer.core.spi.Store.class).<Long>read(transaction -> transaction.head()));
  }

  /** Each order is of a customer of its own; some of them are hidden when the order is made. */
  private void createOrders(int count) {
    for (int i = 0; i < count; i++) {
      Values customer = values().with("name", "then " + i).with("secrecy", i % 4 == 1 ? 1 : null);
      long id = create("shop.customer", customer);
      create(
          "shop.order",
          values().with("name", "order " + i).with("team", 1).with("customer_id", id));
      if (i % 8 == 1) {
        write("shop.customer", id, values().with("name", "now " + i).with("secrecy", null));
      } else if (i % 8 == 2) {
        write("shop.customer", id, values().with("name", "now " + i));
      } else if (i % 8 == 4) {
        write("shop.customer", id, values().with("secrecy", 1));
      }
    }
  }

  /** Who came back, what they were told, and the calls of the store that it took. */
  private record Replay(List<JsonNode> notifications, int reads) {}

  private Replay replay(long user, String cursor, int expected) {
    close();
    open();
    CountingStore counting = get(CountingStore.class);
    int before = counting.reads();
    RecordingOutlet outlet = new RecordingOutlet();
    Connection connection =
        get(Broker.class).connect(outlet, new User(user, "user " + user, Instant.EPOCH));
    CompletableFuture<List<SubscribeAnswer>> answer = new CompletableFuture<>();
    connection.subscribe(List.of(orders(cursor)), answer::complete);
    await().atMost(PATIENCE).until(() -> outlet.notifications().size() >= expected);
    int reads = counting.reads() - before;
    connection.close();
    return new Replay(outlet.notifications(), reads);
  }

  /** What is known of a record holds until its rules decide otherwise. */
  @Test
  void p13_recordThatIsHiddenAndShownAgain_isNamedAccordingly_live() {
    createUsers();
    RecordingOutlet outlet = new RecordingOutlet();
    Connection live =
        get(Broker.class).connect(outlet, new User(clerk, "user " + clerk, Instant.EPOCH));
    CompletableFuture<List<SubscribeAnswer>> answer = new CompletableFuture<>();
    live.subscribe(List.of(orders(null)), answer::complete);
    answer.join();
    long id = create("shop.customer", values().with("name", "Ann"));
    List<String> names = new ArrayList<>();
    for (Integer secrecy : Arrays.asList(null, 1, null)) {
      write("shop.customer", id, values().with("secrecy", secrecy));
      for (int i = 0; i < 2; i++) {
        Values order = values().with("name", "o").with("team", 1).with("customer_id", id);
        create("shop.order", order);
        int expected = names.size() + 1;
        await().atMost(PATIENCE).until(() -> outlet.notifications().size() == expected);
        names.add(customer(outlet.notifications().get(expected - 1)));
      }
    }

    String nameless = "shop.customer," + id;
    assertThat(names).containsExactly("Ann", "Ann", nameless, nameless, "Ann", "Ann");
  }

  private static String customer(JsonNode notification) {
    return notification.get(1).get("data").get("customer_id").get(1).stringValue();
  }

  /**
   * P13: it took a search and scans of the log for each commit, so that it grew with the square.
   */
  @Test
  void p13_replayOfALimitedUser_readsForBlocks_notForCommits() {
    createUsers();
    String cursor = cursorOfNow();
    createOrders(COMMITS);

    Replay all = replay(manager, cursor, COMMITS);
    Replay limited = replay(clerk, cursor, COMMITS);

    assertThat(limited.notifications()).hasSize(COMMITS);
    assertThat(limited.reads()).as("of a manager " + all.reads()).isLessThan(COMMITS / 8);
    assertThat(limited.reads()).isLessThanOrEqualTo(2 * all.reads());
  }

  /** P13: what is told is what a scan of the log would say. */
  @Test
  void p13_namesOfThen_areToldOfThoseThatCouldBeReadThen_andNow() {
    createUsers();
    String cursor = cursorOfNow();
    createOrders(64);

    List<JsonNode> told = replay(clerk, cursor, 64).notifications();

    for (int i = 0; i < 64; i++) {
      boolean wasOpen = i % 4 != 1;
      boolean isOpen = i % 8 != 4 && i % 8 != 5;
      String name = customer(told.get(i));
      if (wasOpen && isOpen) {
        assertThat(name).as("order " + i).isEqualTo("then " + i);
      } else {
        assertThat(name).as("order " + i).startsWith("shop.customer,");
      }
    }
  }

  /** The same without a restart: the commits are in memory, and what is known grew with them. */
  @Test
  void p13_liveAndReplayed_areToldTheSameNames() {
    createUsers();
    RecordingOutlet outlet = new RecordingOutlet();
    Connection live =
        get(Broker.class).connect(outlet, new User(clerk, "user " + clerk, Instant.EPOCH));
    CompletableFuture<List<SubscribeAnswer>> answer = new CompletableFuture<>();
    live.subscribe(List.of(orders(null)), answer::complete);
    String cursor = answer.join().get(0).cursor();
    createOrders(64);
    await().atMost(PATIENCE).until(() -> outlet.notifications().size() >= 64);

    List<JsonNode> replayed = replay(clerk, cursor, 64).notifications();

    for (int i = 0; i < 64; i++) {
      if (i % 8 != 4) { // hidden right behind it: what a live reader gets is a matter of moments
        String then = customer(outlet.notifications().get(i));
        assertThat(then).startsWith(i % 4 == 1 ? "shop.customer," : "then " + i);
        assertThat(customer(replayed.get(i))).as("order " + i).isEqualTo(then);
      }
    }
  }
}
