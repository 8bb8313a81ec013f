package dev.syncer.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.testkit.adapters.WireResponse;
import dev.syncer.testkit.adapters.WireSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Peers that take their time, or too many connections. */
class SlowPeerTest {
  private static final Duration SOON = Duration.ofMillis(200);

  @Test
  void head_thatDoesNotEnd_isCut() {
    try (ScriptedServer server =
            new ScriptedServer(HttpOptions.builder().port(0).headTimeout(SOON));
        WireSocket socket = server.connect()) {
      socket.send("GET / HTTP/1.1\r\nHost: x\r\n");

      assertThat(socket.isClosed()).isTrue();
    }
  }

  @Test
  void body_thatDoesNotEnd_isRefusedAndCut() {
    try (ScriptedServer server =
            new ScriptedServer(HttpOptions.builder().port(0).bodyTimeout(SOON));
        WireSocket socket = server.connect()) {
      socket.request("POST /echo", "Content-Type: application/json", "Content-Length: 10");
      socket.send("{");
      WireResponse response = socket.response();

      assertThat(response.status()).isEqualTo(408);
      assertThat(response.header("Content-Type")).isEqualTo("application/json");
      assertThat(socket.isClosed()).isTrue();
      assertThat(server.endpoint.calls).isEmpty();
    }
  }

  @Test
  void body_thatNobodyWants_isCut() {
    try (ScriptedServer server =
            new ScriptedServer(HttpOptions.builder().port(0).bodyTimeout(SOON));
        WireSocket socket = server.connect()) {
      socket.request("POST /echo", "Content-Type: text/plain", "Content-Length: 10");
      WireResponse response = socket.response();

      assertThat(response.status()).isEqualTo(415);
      assertThat(socket.isClosed()).isTrue();
    }
  }

  @Test
  void call_thatTakesLongerThanABodyMay_isNotCut() {
    try (ScriptedServer server =
            new ScriptedServer(HttpOptions.builder().port(0).bodyTimeout(SOON).headTimeout(SOON));
        WireSocket waiting = server.connect();
        WireSocket cut = server.connect()) {
      waiting.post("/wait", "{}");
      cut.request("POST /echo", "Content-Type: application/json", "Content-Length: 10");
      assertThat(cut.isClosed()).isTrue();
      server.endpoint.waiting.complete(server.endpoint.refusal(200, 0, ""));

      assertThat(waiting.response().status()).isEqualTo(200);
    }
  }

  @Test
  void connections_pastTheLimitOfAnAddress_areTurnedAway() {
    try (ScriptedServer server =
        new ScriptedServer(HttpOptions.builder().port(0).connectionsPerAddress(3))) {
      List<WireSocket> sockets = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        sockets.add(server.connect());
        assertThat(sockets.get(i).request("GET /syncer/health").response().status()).isEqualTo(200);
      }
      try (WireSocket fourth = server.connect()) {
        WireResponse response = fourth.response();
        assertThat(response.status()).isEqualTo(429);
        assertThat(response.header("Retry-After")).isEqualTo("1");
        assertThat(response.body()).contains("429");
        assertThat(fourth.isClosed()).isTrue();
      }

      sockets.get(0).request("GET /syncer/health", "Connection: close").response();
      assertThat(sockets.get(0).isClosed()).isTrue();
      sockets.get(0).close();
      org.awaitility.Awaitility.await()
          .untilAsserted(
              () -> {
                try (WireSocket next = server.connect()) {
                  assertThat(next.request("GET /syncer/health").response().status()).isEqualTo(200);
                }
              });
      sockets.forEach(WireSocket::close);
    }
  }
}
