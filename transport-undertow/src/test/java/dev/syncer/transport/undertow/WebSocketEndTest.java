package dev.syncer.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.testkit.adapters.WireSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** WebSockets whose peers say their last words, wait, or are asked whether they are there. */
class WebSocketEndTest {
  private ScriptedServer server;
  private WireSocket socket;

  @BeforeEach
  void start() {
    server = ScriptedServer.start();
    socket = server.connect();
  }

  @AfterEach
  void stop() {
    socket.close();
    server.close();
  }

  private ScriptedSessions.Session open() throws InterruptedException {
    assertThat(socket.upgrade().status()).isEqualTo(101);
    return server.sessions.next();
  }

  /** W22: RFC 6455 discards what comes behind a close frame, not what came before it. */
  @Test
  void message_beforeACloseFrame_isAnsweredFirst_W22() throws Exception {
    ScriptedSessions.Session session = open();
    byte[] text = WireSocket.masked(0x81, "last words".getBytes(StandardCharsets.UTF_8));
    byte[] close = WireSocket.masked(0x88, new byte[] {0x0F, (byte) 0xA1});
    byte[] late = WireSocket.masked(0x81, "too late".getBytes(StandardCharsets.UTF_8));

    socket.send(
        ByteBuffer.allocate(text.length + close.length + late.length)
            .put(text)
            .put(close)
            .put(late)
            .array());

    assertThat(socket.frame().text()).isEqualTo("last words");
    assertThat(socket.frame().closeCode()).isEqualTo(4001);
    assertThat(socket.isClosed()).isTrue();
    assertThat(session.messages).containsExactly("last words");
  }

  @Test
  void message_beforeABadFrame_isAnsweredFirst_W22() throws Exception {
    ScriptedSessions.Session session = open();
    byte[] text = WireSocket.masked(0x81, "last words".getBytes(StandardCharsets.UTF_8));
    byte[] bad = WireSocket.masked(0x83, new byte[1]);

    socket.send(ByteBuffer.allocate(text.length + bad.length).put(text).put(bad).array());

    assertThat(socket.frame().text()).isEqualTo("last words");
    assertThat(socket.frame().closeCode()).isEqualTo(1002);
    assertThat(session.messages).containsExactly("last words");
  }

  /** W24: its bytes stay where they are until the session says so. */
  @Test
  void peer_thatIsHeld_isNotReadUntilItMayGoOn_W24() throws Exception {
    ScriptedSessions.Session session = open();
    socket.text("hold");
    assertThat(socket.frame().text()).isEqualTo("hold");

    socket.text("later");
    socket.frame(0x89, new byte[0]);
    session.outlet.sendMessage("pushed".getBytes(StandardCharsets.UTF_8));
    assertThat(socket.frame().text()).isEqualTo("pushed");
    List<String> before = List.copyOf(session.messages);
    session.outlet.readOn();

    assertThat(socket.frame().text()).isEqualTo("later");
    assertThat(socket.frame().start()).isEqualTo(0x8A);
    assertThat(before).containsExactly("hold");
  }

  /** P21: the answer is no message, and counts as a sign of life. */
  @Test
  void peer_thatIsAsked_isHeard_P21() throws Exception {
    ScriptedSessions.Session session = open();
    int before = session.signs.get();

    session.outlet.ping();
    assertThat(socket.frame().start()).isEqualTo(0x89);
    socket.frame(0x8A, new byte[0]);

    await().until(() -> session.signs.get() > before);
    assertThat(session.messages).isEmpty();
  }
}
