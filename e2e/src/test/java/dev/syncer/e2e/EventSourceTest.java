package dev.syncer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.e2e.Chromium.Look;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page with nothing but what the browser brings. */
final class EventSourceTest {
  private static final String LISTEN =
      """
      () => {
        window.names = [];
        window.states = [];
        const source = new EventSource(
          '/syncer/events?channel=demo:project.task&channel=demo:project.stage');
        source.addEventListener('subscribed', event =>
          window.states.push(JSON.parse(event.data).subscriptions[0].state));
        source.addEventListener('commit', event => {
          for (const [, [, payload]] of JSON.parse(event.data).changes) {
            window.names.push(payload.record_name);
          }
        });
      }
      """;

  @TempDir private Path folder;

  @Test
  void plainEventSource_serverKilledAndStartedAgain_getsAllOnce() {
    String[] options = {"--port", String.valueOf(RunningBoard.freePort()), "--db", "board.db"};
    RunningBoard board = RunningBoard.start(folder, options);
    try (Chromium chromium = Chromium.launch();
        BoardPage ana = chromium.window(board, Look.DESKTOP).logIn("ana")) {
      RpcClient chloe = RpcClient.loggedIn(board.address(), "chloe");
      long id = chloe.idOfTask(chloe.columns().get("Doing").get(0));
      ana.page().evaluate(LISTEN);
      await(ana, "states", List.of("live"));

      rename(chloe, id, 0, 5);
      board.kill();
      board = RunningBoard.start(folder, options);
      rename(chloe, id, 5, 10);

      await(ana, "names", IntStream.range(0, 10).mapToObj(i -> "name " + i).toList());
      assertThat(ana.page().evaluate("() => window.states")).isEqualTo(List.of("live", "resumed"));
    } finally {
      board.close();
    }
  }

  private static void rename(RpcClient client, long id, int from, int to) {
    Stream.iterate(from, i -> i + 1)
        .limit(to - from)
        .forEach(i -> client.writeTask(id, Map.of("name", "name " + i)));
  }

  private static void await(BoardPage page, String variable, List<String> wanted) {
    Awaitility.await()
        .atMost(RunningBoard.PATIENCE)
        .untilAsserted(
            () -> assertThat(page.page().evaluate("() => window." + variable)).isEqualTo(wanted));
  }
}
