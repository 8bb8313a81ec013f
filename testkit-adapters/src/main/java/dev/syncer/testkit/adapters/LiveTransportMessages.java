package dev.syncer.testkit.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.Values;
import dev.syncer.core.SyncerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Messages on an open channel, over each transport, and presence over sockets. A transport's test
 * extends it as it does {@link TransportContract}.
 */
public abstract class LiveTransportMessages extends TransportFixture {
  private static final Map<String, Object> ROOMS = Map.of("channel", "demo:test.room");

  /** Made by the test that extends it. */
  protected LiveTransportMessages() {}

  @Override
  protected SyncerOptions.Builder options() {
    return super.options().heartbeat(Duration.ofSeconds(2));
  }

  static Stream<WireTransport> transports() {
    return WireTransport.all().stream();
  }

  private WireOrder order(String token) {
    return WireOrder.of(server, token, List.of(ROOMS));
  }

  private void send(String token, String text) {
    String answer =
        WireClient.post(
                server,
                "/longpolling/send",
                WireClient.body(Map.of("channel", "demo:test.room", "message", text)),
                token)
            .body();
    assertThat(answer).contains("\"result\":true");
  }

  private long createRoom(String name) {
    return system(unit -> unit.model("test.room").create(Values.values().with("name", name)));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void message_sentOverAConnection_reachesOthers_withItsSender(WireTransport transport) {
    try (WireClient ana = WireClient.connect(server, ANA);
        WireFeed ben = transport.open(order(WireClient.login(server, BEN)))) {
      // Between two polls nobody is there to hear it.
      await()
          .until(
              () -> {
                ana.result("syncer.send", Map.of("channel", "demo:test.room", "message", "hello"));
                return ben.next(Duration.ofMillis(200)).filter(event -> isHello(event)).isPresent();
              });
    }
  }

  private static boolean isHello(WireEvent event) {
    return event.kind().equals("message")
        && event.params().get("message").asString().equals("hello")
        && event.params().get("channel").asString().equals("demo:test.room")
        && event.params().at("/user_id/name").asString().equals("Ana");
  }

  @ParameterizedTest
  @MethodSource("transports")
  void message_sentOverHttp_reachesOthers_andNoStreamOfItsSession(WireTransport transport) {
    String ana = WireClient.login(server, ANA);
    boolean isSocket = transport.toString().equals("WebSocket");
    try (WireFeed own = transport.open(order(ana));
        WireFeed other = transport.open(order(WireClient.login(server, ANA)))) {
      List<WireEvent> heard = new ArrayList<>();
      await()
          .until(
              () -> {
                send(ana, "hello");
                other.next(Duration.ofMillis(200)).ifPresent(heard::add);
                return heard.stream().anyMatch(LiveTransportMessages::isHello);
              });
      createRoom("the control");

      List<WireEvent> ownEvents = upTo(own, "commit");
      assertThat(ownEvents.stream().anyMatch(LiveTransportMessages::isHello)).isEqualTo(isSocket);
    }
  }

  private static List<WireEvent> upTo(WireFeed feed, String kind) {
    List<WireEvent> events = new ArrayList<>();
    do {
      events.add(feed.next());
    } while (!events.get(events.size() - 1).kind().equals(kind));
    return events;
  }

  @ParameterizedTest
  @MethodSource("transports")
  void message_thatWasSentWhileOneWasAway_neverComes(WireTransport transport) {
    String token = WireClient.login(server, BEN);
    String place;
    try (WireFeed ben = transport.open(order(token))) {
      createRoom("before");
      ben.next("commit");
      place = ben.place();
    }
    await().until(() -> !place.isEmpty());

    send(WireClient.login(server, ANA), "hello");
    createRoom("the control");

    try (WireFeed ben = transport.open(order(token).from(place))) {
      List<WireEvent> events = upTo(ben, "commit");
      assertThat(events).extracting(WireEvent::kind).doesNotContain("message");
      Optional<WireEvent> later = ben.next(Duration.ofMillis(300));
      assertThat(later.filter(event -> event.kind().equals("message"))).isEmpty();
    }
  }

  private static void say(WireClient client, long room, String state) {
    client.result(
        "syncer.presence", Map.of("channel", "demo:test.room", "id", room, "state", state));
  }

  /** The names in the next list of a place that has so many users. */
  private static List<String> list(WireClient client, int size) {
    while (true) {
      JsonNode users = client.notification("syncer.presence").get("users");
      if (users.size() == size) {
        return users
            .valueStream()
            .map(user -> user.get("name").asString() + " " + user.get("state").asString())
            .toList();
      }
    }
  }

  private static void awaitBoth(WireClient ana, WireClient ben, long room) {
    say(ana, room, "viewing");
    say(ben, room, "viewing");
    assertThat(list(ben, 2)).containsExactly("Ana viewing", "Ben viewing");
  }

  @Test
  void presence_overSockets_isToldToThoseWhoAreThere_andEndsWithTheSocket() {
    long room = createRoom("a");
    try (WireClient ben = WireClient.connect(server, BEN)) {
      say(ben, room, "viewing");
      assertThat(list(ben, 1)).containsExactly("Ben viewing");
      try (WireClient ana = WireClient.connect(server, ANA)) {
        say(ana, room, "editing");
        assertThat(list(ben, 2)).containsExactly("Ana editing", "Ben viewing");
        assertThat(list(ana, 2)).containsExactly("Ana editing", "Ben viewing");
      }

      assertThat(list(ben, 1)).containsExactly("Ben viewing");
    }
  }

  /** The socket is open and nobody says anything, as after a cable was pulled. */
  @Test
  void presence_ofAPeerThatIsSilent_endsLongBeforeItsConnection() {
    long room = createRoom("a");
    try (WireClient ana = WireClient.connect(server, ANA);
        WireClient ben = WireClient.connect(server, BEN)) {
      awaitBoth(ana, ben, room);

      // Ben's client is one that pings.
      await()
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                ben.result("syncer.ping", Map.of());
                return ben.pending("syncer.presence");
              });

      assertThat(list(ben, 1)).containsExactly("Ben viewing");
      say(ana, room, "editing"); // it was there all the time
      assertThat(list(ben, 2)).containsExactly("Ana editing", "Ben viewing");
    }
  }

  @Test
  void presence_ofAUserWhoLosesTheRight_ends() {
    long room = createRoom("a");
    try (WireClient ana = WireClient.connect(server, ANA);
        WireClient ben = WireClient.connect(server, BEN)) {
      awaitBoth(ana, ben, room);

      system(
          unit -> {
            unit.model("test.user").write(1, Values.values().with("groups", List.of()));
            return true;
          });

      assertThat(list(ben, 1)).containsExactly("Ben viewing");
      assertThat(list(ana, 0)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void messagesAmongCommits_loseNoCommit(WireTransport transport) {
    String ana = WireClient.login(server, ANA);
    try (WireFeed ben = transport.open(order(WireClient.login(server, BEN)))) {
      for (int i = 0; i < 20; i++) {
        send(ana, "hello");
        createRoom("room " + i);
      }

      List<String> names = new ArrayList<>();
      while (names.size() < 20) {
        ben.next("commit")
            .params()
            .get("changes")
            .forEach(change -> names.add(change.at("/1/1/record_name").asString()));
      }
      assertThat(names)
          .isEqualTo(java.util.stream.IntStream.range(0, 20).mapToObj(i -> "room " + i).toList());
    }
  }
}
