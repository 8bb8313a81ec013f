package dev.syncer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The board as it is packed, from its start to its end. */
final class PackedBoardTest {
  private static final int ENDED_BY_SIGTERM = 143;
  private static final int SERVICE_RESTART = 1012;

  @TempDir private Path folder;

  @Test
  void packedBoard_inAnEmptyFolder_servesPageClientAndCalls() {
    try (RunningBoard board = RunningBoard.start(folder, "--port", "0", "--db", "board.db")) {
      RpcClient client = RpcClient.anonymous(board.address());

      assertThat(client.get("/").body()).contains("<title>Board</title>");
      assertThat(client.get("/board/main.js").statusCode()).isEqualTo(200);
      assertThat(client.get("/syncer/client.js").body()).contains("Syncer");
      assertThat(RpcClient.JSON.readTree(client.get("/syncer/info").body()).path("protocol"))
          .hasToString("\"syncer.v1\"");

      JsonNode refused = client.answer("/web/dataset/call_kw/project.task/search", Map.of());
      assertThat(refused.path("error").path("code").asInt()).isEqualTo(100);

      JsonNode users = client.call("/board/users", Map.of()).path("users");
      assertThat(users).isNotEmpty();
      client.call("/web/session/authenticate", Map.of("login", "ana"));
      assertThat(client.columns().keySet()).containsExactly("Backlog", "Doing", "Review", "Done");
      assertThat(client.countTasks()).isPositive();
    }
  }

  @Test
  void packedBoard_started_writesOnlyItsDatabase() throws IOException {
    try (RunningBoard board = RunningBoard.start(folder, "--port", "0", "--db", "board.db")) {
      board.stop();

      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .contains("board.db")
            .allMatch(name -> name.startsWith("board.db"));
      }
    }
  }

  @Test
  void packedBoard_askedToStop_closesConnectionsAndEndsCleanly() throws IOException {
    try (RunningBoard board = RunningBoard.start(folder, "--port", "0", "--db", "board.db")) {
      RpcClient ana = RpcClient.loggedIn(board.address(), "ana");
      LiveClient live = LiveClient.connected(board.address(), ana);

      Ended ended = board.stop();

      assertThat(live.closeCode()).isEqualTo(SERVICE_RESTART);
      assertThat(ended.code()).isEqualTo(ENDED_BY_SIGTERM);
      assertThat(ended.complaints()).isEmpty();
      // A clean end leaves nothing in the write-ahead log.
      assertThat(folder.resolve("board.db-wal")).doesNotExist();
    }
  }

  /** Who logs in just says who they are: nobody on another machine may. */
  @Test
  void packedBoard_isReachedByItsOwnMachineOnly() throws IOException {
    try (RunningBoard board = RunningBoard.start(folder, "--port", "0", "--db", "board.db");
        ServerSocket everywhere = new ServerSocket(0)) {
      // Every other address of this machine will do, also one that only this machine knows.
      assertThat(isReached("127.0.0.1", board.port())).isTrue();
      assertThat(isReached("127.0.0.2", board.port())).isFalse();
      assertThat(isReached("127.0.0.1", everywhere.getLocalPort())).isTrue();
      if (System.getProperty("os.name").equals("Linux")) {
        assertThat(isReached("127.0.0.2", everywhere.getLocalPort())).as("control").isTrue();
      }
    }
  }

  private static boolean isReached(String address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 5_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void packedBoard_restarted_keepsRecordsAndSessions() {
    String port = String.valueOf(RunningBoard.freePort());
    RpcClient ana;
    Map<String, List<String>> before;
    try (RunningBoard board = RunningBoard.start(folder, "--port", port, "--db", "board.db")) {
      ana = RpcClient.loggedIn(board.address(), "ana");
      ana.createTask("Survives the restart", ana.idOfStage("Doing"), 1);
      before = ana.columns();
      board.stop();
    }

    try (RunningBoard board = RunningBoard.start(folder, "--port", port, "--db", "board.db")) {
      assertThat(board.port()).isEqualTo(Integer.parseInt(port));
      assertThat(ana.columns()).isEqualTo(before);
      assertThat(before.get("Doing")).startsWith("Survives the restart");
    }
  }

  @Test
  void packedBoard_killed_keepsWhatItAnswered() {
    String port = String.valueOf(RunningBoard.freePort());
    RpcClient ana;
    Map<String, List<String>> before;
    try (RunningBoard board = RunningBoard.start(folder, "--port", port, "--db", "board.db")) {
      ana = RpcClient.loggedIn(board.address(), "ana");
      ana.createTask("Survives the kill", ana.idOfStage("Doing"), 1);
      before = ana.columns();
      board.kill();
    }

    try (RunningBoard board = RunningBoard.start(folder, "--port", port, "--db", "board.db")) {
      assertThat(board.port()).isEqualTo(Integer.parseInt(port));
      assertThat(ana.columns()).isEqualTo(before);
    }
  }

  @Test
  void packedBoard_help_namesAllOptions() {
    Ended ended = RunningBoard.run(folder, "--help");

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("--port", "--db", "--import", "--modules", "--version");
    assertThat(ended.err()).isEmpty();
  }
}
