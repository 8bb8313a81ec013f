package dev.syncer.testkit.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.Records;
import dev.syncer.api.Values;
import dev.syncer.core.SyncerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * What is delivered is the same over each transport: whole commits, in order, once, and after a
 * lost connection what was missed. A transport's test extends it as it does {@link
 * TransportContract}.
 */
public abstract class LiveTransportContract extends TransportFixture {
  private static final Map<String, Object> TASKS = Map.of("channel", "demo:test.task");
  private static final Map<String, Object> STAGES = Map.of("channel", "demo:test.stage");
  private static final Map<String, Object> WIDE = Map.of("channel", "demo:test.wide");

  /** Made by the test that extends it. */
  protected LiveTransportContract() {}

  @Override
  protected SyncerOptions.Builder options() {
    return super.options().snapshotChunk(10).overflow(30).heartbeat(Duration.ofSeconds(2));
  }

  static Stream<WireTransport> transports() {
    return WireTransport.all().stream();
  }

  private WireOrder ana(List<Map<String, Object>> wanted) {
    return WireOrder.of(server, WireClient.login(server, ANA), wanted);
  }

  private static Map<String, Object> with(Map<String, Object> wanted, String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(wanted);
    more.put(name, value);
    return more;
  }

  private void createTasks(int count) {
    system(
        unit -> {
          for (int i = 0; i < count; i++) {
            unit.model("test.task").create(Values.values().with("name", "task " + i));
          }
          return null;
        });
  }

  private static String name(JsonNode change) {
    return change.path(1).path(1).path("data").path("name").asString();
  }

  /** The names in the next so many changes. */
  private static List<String> names(WireFeed feed, int count) {
    List<String> names = new ArrayList<>();
    while (names.size() < count) {
      feed.next("commit").params().get("changes").forEach(change -> names.add(name(change)));
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("transports")
  void snapshot_comesInChunks_andThenTheTail(WireTransport transport) {
    createTasks(25);
    try (WireFeed feed = transport.open(ana(List.of(with(TASKS, "snapshot", true))))) {
      List<Integer> chunks = new ArrayList<>();
      for (boolean isLast = false; !isLast; ) {
        JsonNode params = feed.next("snapshot").params();
        chunks.add(params.get("records").size());
        isLast = params.get("last").asBoolean();
      }

      createTask("the tail");

      assertThat(feed.answers().get(0).get("state").asString()).isEqualTo("snapshot");
      assertThat(chunks).containsExactly(10, 10, 5);
      assertThat(names(feed, 1)).containsExactly("the tail");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void commits_arriveInTheirOrder_once(WireTransport transport) {
    List<String> names = IntStream.range(0, 100).mapToObj(i -> "task " + i).toList();
    try (WireFeed feed = transport.open(ana(List.of(TASKS)))) {
      names.forEach(this::createTask);
      createTask("the last one");

      assertThat(names(feed, 101))
          .startsWith(names.toArray(String[]::new))
          .endsWith("the last one");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void commit_overSeveralSubscriptions_isOneEvent(WireTransport transport) {
    try (WireFeed feed = transport.open(ana(List.of(TASKS, STAGES)))) {
      system(
          unit -> {
            unit.model("test.stage").create(Values.values().with("name", "a stage"));
            return unit.model("test.task").create(Values.values().with("name", "a task"));
          });

      JsonNode changes = feed.next("commit").params().get("changes");
      assertThat(changes).hasSize(2);
      assertThat(changes.get(0).get(0)).isEqualTo(feed.answers().get(1).get("subscription"));
      assertThat(changes.get(1).get(0)).isEqualTo(feed.answers().get(0).get("subscription"));
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void commit_thatIsLarge_comesInParts(WireTransport transport) {
    try (WireFeed feed = transport.open(ana(List.of(WIDE)))) {
      String before = feed.place();
      system(
          unit -> {
            Records wide = unit.model("test.wide");
            for (int i = 0; i < 20; i++) {
              wide.create(Values.values().with("name", "x".repeat(2_000)));
            }
            return null;
          });

      JsonNode first = feed.next("commit").params();
      int count = first.get("changes").size();
      JsonNode last = first;
      while (last.path("more").asBoolean(false)) {
        assertThat(feed.place()).isEqualTo(before);
        last = feed.next("commit").params();
        count += last.get("changes").size();
      }

      assertThat(first.path("more").asBoolean(false)).isTrue();
      assertThat(last.get("cursor")).isEqualTo(first.get("cursor"));
      assertThat(count).isEqualTo(20);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void reconnect_getsWhatWasMissed(WireTransport transport) {
    WireOrder order = ana(List.of(TASKS));
    String place;
    try (WireFeed feed = transport.open(order)) {
      createTask("seen");
      assertThat(names(feed, 1)).containsExactly("seen");
      place = feed.place();
    }
    createTask("missed 1");
    createTask("missed 2");

    try (WireFeed feed = transport.open(order.from(place))) {
      assertThat(names(feed, 2)).containsExactly("missed 1", "missed 2");
      createTask("live");

      assertThat(names(feed, 1)).containsExactly("live");
      assertThat(feed.answers().get(0).get("state").asString()).isEqualTo("resumed");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void reconnect_atOnce_losesNothing(WireTransport transport) {
    WireOrder order = ana(List.of(TASKS));
    String place;
    try (WireFeed feed = transport.open(order)) {
      place = feed.place();
    }
    createTask("missed");

    try (WireFeed feed = transport.open(order.from(place))) {
      assertThat(names(feed, 1)).containsExactly("missed");
    }
  }

  /**
   * A connection that breaks after each single event, in the middle of snapshots and of a reset of
   * one of two subscriptions too, shows the same as one that never breaks.
   */
  @ParameterizedTest
  @MethodSource("transports")
  void reconnect_afterEachEvent_losesNothingAndDoublesNothing(WireTransport transport) {
    createTasks(25);
    WireOrder order = ana(List.of(with(TASKS, "snapshot", true), with(STAGES, "snapshot", true)));
    FeedView view = new FeedView();
    String place = "";
    for (int i = 0; i < 30; i++) {
      int round = i;
      system(unit -> unit.model("test.stage").create(Values.values().with("name", "s" + round)));
      if (i == 15) {
        createTasks(40);
      }
      place = takeOne(transport, order, place, view);
    }

    try (WireFeed feed = transport.open(place.isEmpty() ? order : order.from(place))) {
      WireEvent first = feed.next();
      view.connected(feed.answers());
      view.take(first);
      // Heartbeats come for ever: what is missing after so many never comes.
      for (int i = 0; i < 60 && view.records(0).size() + view.records(1).size() < 95; i++) {
        feed.next(Duration.ofMillis(500)).ifPresent(view::take);
      }
    }
    assertThat(view.faults()).isEmpty();
    assertThat(view.records(0)).hasSize(65);
    assertThat(view.records(1)).hasSize(30);
  }

  private static String takeOne(
      WireTransport transport, WireOrder order, String place, FeedView view) {
    try (WireFeed feed = transport.open(place.isEmpty() ? order : order.from(place))) {
      // What a client has taken is what it knows the place of: a part of an answer is nothing.
      List<WireEvent> events = new ArrayList<>();
      String before = feed.place();
      Optional<WireEvent> next = feed.next(Duration.ofSeconds(5));
      next.ifPresent(events::add);
      while (feed.place().equals(before) && next.isPresent() && events.size() < 8) {
        next = feed.next(Duration.ofMillis(1_500));
        next.ifPresent(events::add);
      }
      if (feed.place().equals(before)) {
        return place;
      }
      view.connected(feed.answers());
      events.forEach(view::take);
      return feed.place();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void cursor_thatIsNone_isAReset(WireTransport transport) {
    createTasks(3);

    try (WireFeed feed = transport.open(ana(List.of(TASKS)).from("made-up"))) {
      assertThat(feed.next("reset").params().get("reason").asString()).isEqualTo("epoch");
      assertThat(feed.next("snapshot").params().get("records")).hasSize(3);
      assertThat(feed.answers().get(0).get("state").asString()).isEqualTo("reset");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void reconnect_toARestartedServer_getsWhatTheLogHas(WireTransport transport) {
    WireOrder order = ana(List.of(TASKS));
    List<String> places = new ArrayList<>();
    try (WireFeed feed = transport.open(order)) {
      for (int i = 0; i < 3; i++) {
        places.add(feed.place());
        createTask("task " + i);
        names(feed, 1);
      }
    }

    restart(options().build());

    try (WireFeed feed = transport.open(order.at(server).from(places.get(1)))) {
      assertThat(names(feed, 2)).containsExactly("task 1", "task 2");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void commit_withTooManyChanges_isAReset(WireTransport transport) {
    try (WireFeed feed = transport.open(ana(List.of(TASKS)))) {
      createTasks(31);

      assertThat(feed.next("reset").params().get("reason").asString()).isEqualTo("overflow");
      assertThat(feed.next("snapshot").params().get("records")).hasSize(10);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void window_showsTheFirstOfItsOrder(WireTransport transport) {
    createTasks(3);
    Map<String, Object> wanted = with(with(TASKS, "order", "id desc"), "limit", 2);
    try (WireFeed feed = transport.open(ana(List.of(with(wanted, "snapshot", true))))) {
      assertThat(feed.next("snapshot").params().get("records")).hasSize(2);
      long id = createTask("the newest");

      // Where the window moved between two polls, it is told as a whole.
      WireEvent event = feed.next();
      while (!shown(event).contains(id)) {
        event = feed.next();
      }
      assertThat(shown(event)).hasSize(2);
    }
  }

  private static List<Long> shown(WireEvent event) {
    JsonNode changes = event.params().path("changes");
    return Stream.concat(
            changes.valueStream().map(change -> change.at("/1/0/2").asLong()),
            event.params().path("records").valueStream().map(record -> record.get("id").asLong()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void slowReader_slowsNobody_andEndsWhole(WireTransport transport) {
    // Who is paused says nothing either: with heartbeats this short it would be taken for gone.
    restart(options().heartbeat(Duration.ofSeconds(25)).build());
    int commits = 250;
    String padding = "x".repeat(32_000);
    try (WireFeed slow = transport.open(ana(List.of(WIDE)).slow());
        WireFeed quick = transport.open(ana(List.of(WIDE)))) {
      slow.pause();
      long id = system(unit -> unit.model("test.wide").create(Values.values().with("name", "0")));
      for (int i = 1; i < commits; i++) {
        String name = i + padding;
        system(
            unit -> {
              unit.model("test.wide").write(id, Values.values().with("name", name));
              return null;
            });
      }

      List<Long> written = IntStream.rangeClosed(1, commits).mapToObj(Long::valueOf).toList();
      assertThat(versions(quick, commits)).isEqualTo(written);
      slow.resume();
      assertThat(versions(slow, commits)).isEqualTo(written);
    }
  }

  private static List<Long> versions(WireFeed feed, int count) {
    List<Long> versions = new ArrayList<>();
    while (versions.size() < count) {
      feed.next("commit")
          .params()
          .get("changes")
          .forEach(change -> versions.add(change.at("/1/1/version").asLong()));
    }
    return versions;
  }

  @ParameterizedTest
  @MethodSource("transports")
  void channel_thatIsNotThere_isRefused(WireTransport transport) {
    for (String channel : List.of("demo:test.nothing", "demo:test.secret", "other:test.task")) {
      WireOrder order = ana(List.of(Map.of("channel", channel)));

      assertThatThrownBy(() -> transport.open(order).close())
          .isInstanceOfSatisfying(
              WireRefusal.class, refusal -> assertThat(refusal.code()).isEqualTo(404));
    }
  }
}
