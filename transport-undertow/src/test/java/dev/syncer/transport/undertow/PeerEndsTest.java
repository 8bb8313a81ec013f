package dev.syncer.transport.undertow;

import static dev.syncer.api.Group.group;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.multibindings.OptionalBinder;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.CloseCode;
import dev.syncer.rpc.core.Limits;
import dev.syncer.testkit.adapters.WireClient;
import dev.syncer.testkit.adapters.WireEvent;
import dev.syncer.testkit.adapters.WireFeed;
import dev.syncer.testkit.adapters.WireFrame;
import dev.syncer.testkit.adapters.WireOrder;
import dev.syncer.testkit.adapters.WireSocket;
import dev.syncer.testkit.adapters.WireTransport;
import dev.syncer.testkit.base.MovableClock;
import dev.syncer.testkit.base.TestModule;
import dev.syncer.transport.undertow.suite.UndertowNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers at the end of a real socket that are gone, or whose session is over. */
class PeerEndsTest {
  private static final Map<String, Object> ANA = Map.of("uid", 1);
  private static final Duration HEARTBEAT = Duration.ofSeconds(25);
  private static final int MOST_FRAMES = 100;

  @TempDir Path folder;
  private final MovableClock clock = new MovableClock();
  private Syncer syncer;

  private void start(Duration heartbeat) {
    HttpOptions http = HttpOptions.builder().port(0).closeTimeout(Duration.ofMillis(200)).build();
    SyncerOptions options = SyncerOptions.builder().heartbeat(heartbeat).build();
    syncer =
        UndertowNode.builder(
                folder,
                UnaryOperator.identity(),
                options,
                Limits.defaults(),
                http,
                new TestModule(group("user")))
            .install(
                binder ->
                    OptionalBinder.newOptionalBinder(binder, Clock.class)
                        .setBinding()
                        .toInstance(clock))
            .build()
            .open();
    syncer
        .database()
        .write(
            User.SYSTEM,
            unit -> unit.model("test.user").create(Values.values().with("name", "Ana")));
    syncer.start();
  }

  @AfterEach
  void end() {
    syncer.close();
  }

  /** All frames up to the close frame, of which none is answered. */
  private static List<WireFrame> unanswered(WireSocket socket) {
    List<WireFrame> frames = new ArrayList<>();
    do {
      frames.add(socket.frame());
    } while (frames.get(frames.size() - 1).start() != 0x88 && frames.size() < MOST_FRAMES);
    return frames;
  }

  /**
   * P21: the peer is gone, and its system did not say so: it is asked, given up after 12 parts of 5
   * of a heartbeat, which are 60 s of 25 s, and cut though it does not answer the close frame.
   */
  @Test
  void peer_thatIsHalfOpen_isAskedAndCut_P21() {
    start(Duration.ofSeconds(1));
    try (WireClient client = WireClient.connect(syncer.address(), ANA)) {
      client.socket().patient();

      List<WireFrame> frames = unanswered(client.socket());

      assertThat(frames).anyMatch(frame -> frame.start() == 0x89);
      assertThat(frames.get(frames.size() - 1).closeCode())
          .isEqualTo(CloseCode.NO_HEARTBEAT.number());
      assertThat(client.socket().isClosedWithin(60_000)).isTrue();
    }
  }

  /** P22: the clock jumps over the end of the session while somebody is connected. */
  @Test
  void session_whoseEndTheClockJumpsOver_endsItsSocket_P22() {
    start(HEARTBEAT);
    try (WireClient client = WireClient.connect(syncer.address(), ANA)) {
      client.socket().patient();

      clock.advance(Duration.ofDays(15));
      WireFrame last = client.socket().nextFrame();
      for (int i = 0; i < MOST_FRAMES && last.start() != 0x88; i++) {
        last = client.socket().nextFrame();
      }

      assertThat(last.closeCode()).isEqualTo(CloseCode.SESSION_ENDED.number());
    }
  }

  /** P22: the same for a stream of events. */
  @Test
  void session_whoseEndTheClockJumpsOver_endsItsStream_P22() {
    start(HEARTBEAT);
    String token = WireClient.login(syncer.address(), ANA);
    WireOrder order =
        WireOrder.of(syncer.address(), token, List.of(Map.of("channel", "demo:test.stage")));
    try (WireFeed feed = WireTransport.all().get(1).open(order)) {

      clock.advance(Duration.ofDays(15));
      WireEvent last = feed.next();
      for (int i = 0; i < MOST_FRAMES && !last.kind().equals("close"); i++) {
        last = feed.next();
      }

      assertThat(last.params().path("code").asInt()).isEqualTo(CloseCode.SESSION_ENDED.number());
    }
  }
}
