package dev.syncer.examples.notes;

import static dev.syncer.api.Values.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.inject.Injector;
import dev.syncer.api.Filter;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.model.Registry;
import dev.syncer.core.shape.ShapeRequest;
import dev.syncer.core.spi.Store;
import dev.syncer.core.suite.RecordingOutlet;
import dev.syncer.rpc.core.RpcModule;
import dev.syncer.rpc.core.spi.Authenticator;
import dev.syncer.store.jdbi.JdbiStoreModule;
import dev.syncer.transport.undertow.HttpOptions;
import dev.syncer.transport.undertow.UndertowModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What {@code docs/guide/subscriptions.md} says that arrives. A notification is told as {@code
 * write Lamp {name}}.
 */
class GuideSubscriptionsTest {
  private final RecordingOutlet outlet = new RecordingOutlet();
  private Injector injector;
  private Syncer syncer;
  private Connection connection;
  private long harbour;
  private long office;
  private long ana;

  @BeforeEach
  void open(@TempDir Path folder) {
    injector =
        Syncer.builder()
            .models(new GuideSubscriptions())
            .install(
                JdbiStoreModule.sqlite(folder.resolve("guide.db")),
                new RpcModule(),
                UndertowModule.listening(HttpOptions.builder().port(0).build()),
                binder -> binder.bind(Authenticator.class).toInstance(this::authenticate))
            .injector();
    syncer = injector.getInstance(Syncer.class).start();
    harbour = create("desk.team", values().with("name", "Harbour"));
    office = create("desk.team", values().with("name", "Office"));
    ana =
        create(
            "desk.agent",
            values().with("name", "Ana").with("login", "ana").with("team_id", Ref.to(harbour)));
    connection = injector.getInstance(Broker.class).connect(outlet, User.of(ana, "Ana"));
  }

  private OptionalLong authenticate(Map<String, ?> params) {
    return syncer
        .database()
        .read(
            User.SYSTEM,
            unit ->
                unit
                    .model("desk.agent")
                    .search(GuideSubscriptions.LOGIN.eq(String.valueOf(params.get("login"))))
                    .stream()
                    .mapToLong(Long::longValue)
                    .findFirst());
  }

  @AfterEach
  void close() {
    connection.close();
    flush();
    syncer.close();
  }

  private void flush() {
    injector.getInstance(Broker.class).flushed().toCompletableFuture().join();
  }

  private long create(String model, Values values) {
    return syncer.database().writeReturning(User.SYSTEM, unit -> unit.model(model).create(values));
  }

  private long ticket(String name, long team, long urgency, boolean isDone) {
    return create(
        "desk.ticket",
        values()
            .with("name", name)
            .with("team_id", Ref.to(team))
            .with("urgency", urgency)
            .with("done", isDone));
  }

  private void write(String model, long id, String field, @Nullable Object value) {
    syncer
        .database()
        .write(User.SYSTEM, unit -> unit.model(model).write(id, values().with(field, value)));
  }

  private void unlink(long ticket) {
    syncer.database().write(User.SYSTEM, unit -> unit.model("desk.ticket").unlink(ticket));
  }

  /** Of a model that is known when it is used. */
  private record Asked(
      Filter filter, @Nullable List<String> fields, List<String> order, @Nullable Integer limit) {}

  private void subscribe(Asked asked) {
    ShapeRequest request =
        new ShapeRequest(
            injector.getInstance(Registry.class).model("desk.ticket").orElseThrow(),
            asked.filter,
            asked.fields,
            asked.order,
            asked.limit);
    connection.subscribe(List.of(new SubscribeRequest(request, null, false)), answers -> {});
    flush();
  }

  private void subscribeToOpenTickets() {
    subscribe(
        new Asked(GuideSubscriptions.DONE.eq(false), List.of("name", "urgency"), List.of(), null));
  }

  /** What came since the last look, after all that was written. */
  private List<String> told() {
    String head =
        injector
            .getInstance(Broker.class)
            .cursor(injector.getInstance(Store.class).read(transaction -> transaction.head()));
    await()
        .until(
            () -> {
              flush();
              return connection.cursor().equals(head);
            });
    flush();
    List<String> told = outlet.notifications().stream().map(GuideSubscriptionsTest::brief).toList();
    outlet.clear();
    return told;
  }

  private static String brief(JsonNode notification) {
    JsonNode payload = notification.get(1);
    String method = payload.get("method").stringValue();
    return method
        + " "
        + payload.get("record_name").stringValue()
        + (method.equals("write")
            ? " {" + String.join(", ", payload.get("data").propertyNames()) + "}"
            : "")
        + (payload.path("left").asBoolean(false) ? ", left" : "");
  }

  @Test
  void filterAndFields_sayWhatArrives() {
    subscribeToOpenTickets();

    long lamp = ticket("Lamp", harbour, 1, false);
    assertThat(told()).containsExactly("create Lamp");
    long old = ticket("Old", harbour, 1, true);
    assertThat(told()).isEmpty();
    write("desk.ticket", lamp, "name", "Lantern");
    assertThat(told()).containsExactly("write Lantern {name}");
    write("desk.ticket", lamp, "notes", "by the door");
    assertThat(told()).isEmpty();
    write("desk.ticket", lamp, "done", true);
    assertThat(told()).containsExactly("unlink Lantern, left");
    write("desk.ticket", lamp, "done", false);
    assertThat(told()).containsExactly("create Lantern");
    unlink(lamp);
    assertThat(told()).containsExactly("unlink Lantern");
    unlink(old);
    assertThat(told()).isEmpty();
  }

  @Test
  void rights_sayWhatArrives_alsoWhenTheyChange() {
    long lantern = ticket("Lantern", harbour, 1, false);
    ticket("Crane", office, 1, false);
    subscribeToOpenTickets();

    write("desk.ticket", lantern, "team_id", Ref.to(office));
    assertThat(told()).containsExactly("unlink Lantern, left");
    write("desk.ticket", lantern, "team_id", Ref.to(harbour));
    assertThat(told()).containsExactly("create Lantern");
    write("desk.agent", ana, "team_id", Ref.to(office));
    assertThat(told()).containsExactlyInAnyOrder("unlink Lantern, left", "create Crane");
  }

  private long[] threeTickets() {
    long[] ids = {
      ticket("Nine", harbour, 9, false),
      ticket("Five", harbour, 5, false),
      ticket("One", harbour, 1, false)
    };
    subscribe(new Asked(Filter.all(), null, List.of("urgency desc"), 2));
    told();
    return ids;
  }

  @Test
  void window_whenSomethingMovesIn_losesItsLastOne() {
    threeTickets();

    ticket("Fire", harbour, 7, false);

    assertThat(told()).containsExactlyInAnyOrder("create Fire", "unlink Five, left");
  }

  @Test
  void window_whenItsFirstOneGoes_getsTheNext() {
    unlink(threeTickets()[0]);

    assertThat(told()).containsExactlyInAnyOrder("unlink Nine", "create One");
  }

  @Test
  void window_whenItsFirstOneFalls_getsTheNext() {
    long[] ids = threeTickets();

    write("desk.ticket", ids[2], "notes", "outside of the window");
    assertThat(told()).isEmpty();
    write("desk.ticket", ids[0], "urgency", 0);

    assertThat(told()).containsExactlyInAnyOrder("unlink Nine, left", "create One");
  }

  /** Each row of the two tables is expected somewhere above. */
  @Test
  void everyAnswerOfTheTables_isExpectedHere() throws IOException {
    String here =
        Files.readString(
            root()
                .resolve(
                    "examples/notes/src/test/java/dev/syncer/examples/notes/GuideSubscriptionsTest.java"));

    List<String> answers =
        page()
            .lines()
            .filter(line -> line.matches("\\|.*\\| .*`(create|write|unlink) .*\\|"))
            .flatMap(
                line ->
                    Pattern.compile("`((create|write|unlink) [^`]+)`")
                        .matcher(line)
                        .results()
                        .map(result -> result.group(1)))
            .toList();

    assertThat(answers).hasSize(15);
    assertThat(answers).allSatisfy(answer -> assertThat(here).contains('"' + answer + '"'));
  }

  private static String page() throws IOException {
    return Files.readString(root().resolve("docs/guide/subscriptions.md"));
  }

  private static Path root() {
    return GuideCodeTest.root();
  }
}
