package dev.syncer.rpc.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.RpcNode;
import dev.syncer.rpc.core.RpcResponse;
import dev.syncer.rpc.core.RpcResponse.SessionChange;
import dev.syncer.rpc.core.Sessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

class SessionsTest {
  @TempDir Path folder;
  private RpcNode node;
  private long ana;

  @BeforeEach
  void open() {
    node = new RpcNode(folder);
    ana = node.create("test.user", Map.of("name", "Ana"));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private Sessions sessions() {
    return node.injector.getInstance(Sessions.class);
  }

  private RpcResponse login(String password) {
    return node.call(
        "/web/session/authenticate",
        "{\"uid\":" + ana + ",\"password\":\"" + password + "\"}",
        null);
  }

  @Test
  void session_thatBegan_hasItsUser() {
    String token = sessions().begin(ana);

    User user = sessions().user(token).orElseThrow();

    assertThat(user.id()).isEqualTo(ana);
    assertThat(user.name()).isEqualTo("Ana");
    assertThat(token).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(sessions().begin(ana));
  }

  /** I15: they had 4 MiB beside the budget, however small that was. */
  @Test
  void sessions_thatAreAskedFor_areCountedInTheMemory_withinTheirShare() {
    MemoryBudget memory = node.injector.getInstance(MemoryBudget.class);
    String first = sessions().begin(ana);
    assertThat(sessions().session(first)).isPresent();
    long one = memory.used(MemoryKind.SESSIONS);

    String second = sessions().begin(ana);
    assertThat(sessions().session(second)).isPresent();
    assertThat(sessions().session(second)).isPresent();
    long two = memory.used(MemoryKind.SESSIONS);
    sessions().end(first);
    long left = memory.used(MemoryKind.SESSIONS);
    boolean isThere = memory.tryReserve(MemoryKind.CALLS, memory.limit() + 1);

    assertThat(one).isBetween(1_000L, memory.share(32));
    assertThat(two).isEqualTo(2 * one);
    assertThat(left).isEqualTo(one);
    assertThat(isThere).isFalse();
    assertThat(memory.used(MemoryKind.SESSIONS)).isZero();
    assertThat(sessions().user(second)).isPresent();
  }

  @Test
  void token_ofNoSession_hasNoUser() {
    assertThat(sessions().user(null)).isEmpty();
    assertThat(sessions().user("")).isEmpty();
    assertThat(sessions().user("a".repeat(43))).isEmpty();
    assertThat(sessions().user("'; drop table users")).isEmpty();
  }

  @Test
  void session_thatEnded_hasNoUser_andOthersGoOn() {
    String token = sessions().begin(ana);
    String other = sessions().begin(ana);

    sessions().end(token);
    sessions().end(token);
    sessions().end(null);

    assertThat(sessions().user(token)).isEmpty();
    assertThat(sessions().user(other)).isPresent();
  }

  @Test
  void session_survivesARestart() {
    String token = sessions().begin(ana);
    node.close();

    node = new RpcNode(folder);

    assertThat(sessions().user(token)).map(User::name).contains("Ana");
  }

  @Test
  void session_expires() {
    String token = sessions().begin(ana);

    node.clock.advance(DatabaseSessions.LIFE.minusMillis(1));
    boolean isAlive = sessions().user(token).isPresent();
    node.clock.advance(Duration.ofMillis(1));

    assertThat(isAlive).isTrue();
    assertThat(sessions().user(token)).isEmpty();
  }

  @Test
  void user_isReadAnew() {
    String token = sessions().begin(ana);

    node.database()
        .write(
            User.SYSTEM,
            unit -> unit.model("test.user").write(ana, Values.of(Map.of("name", "Anna"))));
    String renamed = sessions().user(token).orElseThrow().name();
    node.database().write(User.SYSTEM, unit -> unit.model("test.user").unlink(ana));

    assertThat(renamed).isEqualTo("Anna");
    assertThat(sessions().user(token)).isEmpty();
  }

  @Test
  void login_beginsASession_andLogoutEndsIt() {
    RpcResponse in = login("right");
    JsonNode info =
        RpcNode.json(node.call("/web/session/get_session_info", "{}", in.sessionToken()));
    RpcResponse out = node.call("/web/session/destroy", "{}", in.sessionToken());

    assertThat(in.session()).isEqualTo(SessionChange.BEGUN);
    assertThat(RpcNode.json(in).get("result")).isEqualTo(info.get("result"));
    assertThat(info.get("result").get("uid").asLong()).isEqualTo(ana);
    assertThat(out.session()).isEqualTo(SessionChange.ENDED);
    assertThat(sessions().user(in.sessionToken())).isEmpty();
  }

  @Test
  void login_again_endsTheSessionBefore() {
    String before = sessions().begin(ana);

    RpcResponse in =
        node.call(
            "/web/session/authenticate", "{\"uid\":" + ana + ",\"password\":\"right\"}", before);

    assertThat(sessions().user(before)).isEmpty();
    assertThat(sessions().user(in.sessionToken())).isPresent();
  }

  @Test
  void login_ofAUserThatIsNotThere_isTheSameAsAWrongPassword() {
    RpcResponse nobody =
        node.call("/web/session/authenticate", "{\"uid\":999,\"password\":\"right\"}", null);
    RpcResponse wrong = login("wrong");

    assertThat(nobody.session()).isEqualTo(SessionChange.UNCHANGED);
    assertThat(error(nobody)).isEqualTo(error(wrong));
    assertThat(RpcNode.json(wrong).get("error").get("type").asString()).isEqualTo("access");
  }

  private static String error(RpcResponse response) {
    return RpcNode.text(response).replaceFirst("[0-9a-f]{12}", "ID");
  }

  @Test
  void logins_thatAreWrong_areSlowedDown() {
    for (int i = 0; i < 9; i++) {
      login("wrong");
    }
    RpcResponse right = login("right");
    RpcResponse tenth = login("wrong");
    RpcResponse eleventh = login("right");
    node.clock.advance(Duration.ofMinutes(1));
    RpcResponse later = login("right");

    assertThat(right.session()).isEqualTo(SessionChange.BEGUN);
    assertThat(RpcNode.json(tenth).get("error").get("code").asInt()).isEqualTo(200);
    assertThat(RpcNode.json(eleventh).get("error").get("code").asInt()).isEqualTo(429);
    assertThat(later.session()).isEqualTo(SessionChange.BEGUN);
  }

  @Test
  void token_isInNoTextAndNoLog() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger("dev.syncer");
    root.setLevel(Level.TRACE);
    root.setAdditive(false);
    log.start();
    root.addAppender(log);
    RpcResponse in = login("right");
    String token = in.sessionToken();
    node.call("/t/user", "{}", token);
    node.call("/t/fail", "{\"kind\":\"unexpected\"}", token);
    node.connect(token).call("/t/fail", "{\"kind\":\"user\"}");

    root.detachAppender(log);
    root.setAdditive(true);
    root.setLevel(null);

    assertThat(log.list).isNotEmpty();
    assertThat(log.list).noneMatch(event -> event.getFormattedMessage().contains(token));
    assertThat(new Caller(token, "a").toString()).doesNotContain(token);
    assertThat(in.toString()).doesNotContain(token);
    assertThat(RpcNode.text(in)).doesNotContain(token);
  }

  @Test
  void versionInfo_needsNoSession() {
    JsonNode version =
        RpcNode.json(node.call("/web/webclient/version_info", "{}", null)).get("result");

    assertThat(version.get("protocol_version").asString()).isEqualTo("syncer.v1");
    assertThat(VersionController.parts("1.2.3-rc1")).containsExactly(1, 2, 3, "rc1");
  }
}
