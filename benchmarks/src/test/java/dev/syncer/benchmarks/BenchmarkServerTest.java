package dev.syncer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.core.Syncer;
import dev.syncer.testkit.adapters.WireSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the load generator says to the server, word for word as in {@code servers.sh}. */
class BenchmarkServerTest {
  @Test
  void publish_reachesASubscriber_withBothNumbers(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("bench.db");
    String token = "Authorization: Bearer " + BenchmarkServer.prepare(file);

    try (Syncer syncer = BenchmarkServer.serve(file, 0);
        WireSocket pages = WireSocket.connect(syncer.address());
        WireSocket publisher = WireSocket.connect(syncer.address())) {
      assertThat(pages.upgrade(token).status()).isEqualTo(101);
      pages.text(option("hello"));
      assertThat(pages.frame().text()).contains("\"id\":0", "\"result\"");
      pages.text(option("subscribe"));
      assertThat(pages.frame().text()).contains("\"id\":1", "\"result\"");
      String answer =
          publisher.post(option("pub-path"), option("pub-body"), token).response().body();

      assertThat(answer).contains("\"result\":1");
      assertThat(pages.frame().text()).contains("\"ts\":4711", "\"seq\":12");
      pages.closeFrame(1000);
    }
  }

  @Test
  void sum_needsNoSession(@TempDir Path folder) {
    Path file = folder.resolve("bench.db");
    BenchmarkServer.prepare(file);

    try (Syncer syncer = BenchmarkServer.serve(file, 0);
        WireSocket caller = WireSocket.connect(syncer.address())) {
      String body = "{\"id\":1,\"params\":{\"a\":19,\"b\":23,\"name\":\"Ada\"}}";

      String answer =
          caller.post("/sum", "{\"jsonrpc\":\"2.0\"," + body.substring(1)).response().body();

      assertThat(answer).contains("\"sum\":42");
    }
  }

  /** An option that {@code servers.sh} gives the generator, as the generator fills it in. */
  private static String option(String name) throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path module = Files.exists(here.resolve("servers.sh")) ? here : here.resolve("benchmarks");
    String text = Files.readString(module.resolve("servers.sh"));
    Matcher option = Pattern.compile("'--" + name + "=([^']*)'").matcher(text);
    assertThat(option.find()).isTrue();
    return option
        .group(1)
        .replace("$CH", "7")
        .replace("$TS", "4711")
        .replace("$SEQ", "12")
        .replace("$PAD", "x");
  }
}
