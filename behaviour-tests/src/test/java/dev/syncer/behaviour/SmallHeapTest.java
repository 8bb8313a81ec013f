package dev.syncer.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.behaviour.SmallHeapReader.Page;
import dev.syncer.testkit.adapters.WireClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A node with 256 MB of heap under what once filled it, all at the same time (P8, P9, P10, P23).
 * Five seconds, or five minutes with the profile {@code long}. Another time: {@code
 * -Dsyncer.pressureSeconds=300}.
 */
class SmallHeapTest {
  private static final String PAGE = "heap.page";
  static final String CHANNEL = "demo:" + PAGE;
  private static final Map<String, Object> ANA = Map.of("uid", 1);
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** More than the heap, all together, when each is held twice. */
  private static final int PAGES = 240;

  private static final int LARGE = 700_000;
  private static final int SHAPES = 120;

  /** Of large texts: of two or three for each MB of the heap, when none is forgotten. */
  private static final int MOST_WRITES = 600;

  @TempDir Path folder;
  private final AtomicInteger refusals = new AtomicInteger();
  private final ExecutorService loads = Executors.newCachedThreadPool();
  private Process process;
  private URI server;
  private String token;

  /**
   * @param budget bytes that the node may count; none for its default
   */
  private void start(String... budget) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapNode.class.getName(),
                folder.toString()));
    command.addAll(List.of(budget));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile())
            .start();
    await().atMost(PATIENCE).until(() -> !ready().isEmpty() || !process.isAlive());
    assertThat(ready()).as("%s", output()).isNotEmpty();
    server = URI.create(ready().substring(SmallHeapNode.READY.length()));
    token = WireClient.login(server, ANA);
  }

  @AfterEach
  void end() throws IOException {
    output().stream().filter(line -> !line.contains(" took ")).limit(200).forEach(this::told);
    loads.shutdownNow();
    process.destroyForcibly();
  }

  private List<String> output() throws IOException {
    return Files.readAllLines(folder.resolve("output.txt"));
  }

  private void told(String line) {
    System.out.println("small heap: " + line.substring(0, Math.min(line.length(), 300)));
  }

  private String ready() throws IOException {
    return output().stream()
        .filter(line -> line.startsWith(SmallHeapNode.READY))
        .findFirst()
        .orElse("");
  }

  private static long seconds() {
    return Long.getLong("syncer.pressureSeconds", Boolean.getBoolean("syncer.long") ? 300 : 5);
  }

  @Test
  @Tag("longer")
  void manyLargeRecords_areWrittenShownAndRead_inASmallHeap() throws Exception {
    start();
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < PAGES; i++) {
      ids.add(create(i));
    }
    try (SmallHeapReader one = new SmallHeapReader(server, ANA);
        SmallHeapReader other = new SmallHeapReader(server, ANA)) {
      run(
          round -> p8_oneTextIsWrittenAgain(ids.get(0), round),
          round -> p9_allRecordsAreShown(round % 2 == 0 ? null : List.of("name")),
          round -> p10_manyShapesSeeALargeWrite(ids.get(1), round),
          round -> p23_callersAskForEverythingAtOnce());

      Map<Long, Page> fresh = fresh();
      assertThat(fresh).containsOnlyKeys(ids);
      for (SmallHeapReader reader : List.of(one, other)) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(reader.pages()).isEqualTo(fresh));
        assertThat(reader.faults()).isEmpty();
      }
      assertThat(p9_allRecordsAreShown(null)).isEqualTo(fresh);
      System.out.println(
          "small heap: "
              + refusals
              + " refusals, the readers connected "
              + one.connects()
              + " and "
              + other.connects()
              + " times");
    }
    assertThat(process.isAlive()).isTrue();
    assertThat(output()).noneMatch(line -> line.contains("OutOfMemoryError"));
  }

  /** P8, put back: where nothing is counted, what is kept of writes fills the heap. */
  @Test
  @Tag("long")
  void heap_whereNothingIsCounted_runsOver() throws Exception {
    start(String.valueOf(1L << 40));
    long id = create(0);

    for (int i = 0; i < MOST_WRITES && !hasRunOver(); i++) {
      Map<String, Object> values = Map.of("body", body(i, LARGE));
      Map<String, Object> params =
          Map.of(
              "model",
              PAGE,
              "method",
              "write",
              "args",
              List.of(List.of(id), values),
              "kwargs",
              Map.of());
      try {
        WireClient.post(server, "/web/dataset/call_kw", WireClient.body(params), token);
      } catch (UncheckedIOException e) {
        continue; // it has no memory left to answer
      }
    }

    await().atMost(PATIENCE).until(this::hasRunOver);
  }

  private boolean hasRunOver() throws IOException {
    return output().stream().anyMatch(line -> line.contains("OutOfMemoryError"));
  }

  /** Each load again and again until the time is over, beside the others. */
  private void run(IntConsumer... all) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(seconds()).toNanos();
    List<Future<?>> running = new ArrayList<>();
    for (IntConsumer load : all) {
      running.add(
          loads.submit(
              () -> {
                int round = 0;
                do {
                  load.accept(round++);
                } while (System.nanoTime() < end);
                System.out.println("small heap: " + round + " rounds of a load");
              }));
    }
    for (Future<?> each : running) {
      each.get(seconds() + 10 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** A call, again while the node says that it cannot do it at the moment. */
  private JsonNode call(String method, List<?> args, Map<String, ?> kwargs) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("model", PAGE);
    params.put("method", method);
    params.put("args", args);
    params.put("kwargs", kwargs);
    String body = WireClient.body(params);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonNode answer = JsonMapper.shared().readTree(post(body));
      int code = answer.path("error").path("code").asInt();
      if ((code != 503 && code != 429) || System.nanoTime() > end) {
        return answer;
      }
      refusals.incrementAndGet();
    }
  }

  private String post(String body) {
    try {
      return WireClient.post(server, "/web/dataset/call_kw", body, token, PATIENCE).body();
    } catch (UncheckedIOException e) {
      // The server closes connections that nobody uses, and the client's pool hands one out.
      assertThat(process.isAlive()).isTrue();
      return WireClient.post(server, "/web/dataset/call_kw", body, token, PATIENCE).body();
    }
  }

  private long create(int number) {
    Map<String, Object> values = Map.of("name", "page " + number, "body", body(number, LARGE));
    return call("create", List.of(values), Map.of()).path("result").asLong();
  }

  private static String body(int number, int length) {
    return String.valueOf((char) ('a' + number % 26)).repeat(length);
  }

  private void write(long id, int number, int length) {
    Map<String, Object> values = Map.of("body", body(number, length));
    JsonNode answer = call("write", List.of(List.of(id), values), Map.of());
    assertThat(answer.path("result").asBoolean()).as("%s", answer).isTrue();
  }

  private void p8_oneTextIsWrittenAgain(long id, int round) {
    write(id, round, LARGE);
  }

  /** What a snapshot shows. */
  private Map<Long, Page> p9_allRecordsAreShown(@Nullable List<String> fields) {
    try (WireClient client = WireClient.patient(server, token)) {
      Map<String, Object> request = new LinkedHashMap<>(Map.of("channel", CHANNEL));
      request.put("snapshot", true);
      if (fields != null) {
        request.put("fields", fields);
      }
      client.result("syncer.subscribe", request);
      Map<Long, Page> seen = new TreeMap<>();
      JsonNode part;
      do {
        part = client.notification("syncer.snapshot");
        JsonNode records = part.path("records");
        // W25: a record that is larger than a message should be is alone in its own.
        assertThat(records.size() <= 1 || part.toString().length() < 300_000).isTrue();
        records.forEach(each -> seen.put(each.path("id").asLong(), Page.of(each)));
      } while (!part.path("last").asBoolean());
      assertThat(seen).hasSize(PAGES);
      return seen;
    }
  }

  /** A fresh read, in parts. */
  private Map<Long, Page> fresh() {
    Map<Long, Page> pages = new TreeMap<>();
    for (int offset = 0; offset < PAGES; offset += 5) {
      JsonNode answer = call("search_read", List.of(), Map.of("offset", offset, "limit", 5));
      assertThat(answer.has("result")).as("%s", answer.path("error")).isTrue();
      answer.path("result").forEach(each -> pages.put(each.path("id").asLong(), Page.of(each)));
    }
    return pages;
  }

  private void p10_manyShapesSeeALargeWrite(long id, int round) {
    try (WireClient client = WireClient.patient(server, token)) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < SHAPES; i++) {
        List<Object> filter = List.of(List.of("id", "=", id), List.of("id", "<", 1_000_000 + i));
        names.add(
            client
                .result("syncer.subscribe", Map.of("channel", CHANNEL, "filter", filter))
                .path("subscription")
                .asString());
      }
      for (int i = 0; i < 2; i++) {
        write(id, 2 * round + i, 900_000);
        Map<String, Integer> told = new TreeMap<>();
        JsonNode part;
        do {
          part = client.notification("syncer.commit");
          part.path("changes")
              .forEach(each -> told.merge(each.path(0).asString(), 1, Integer::sum));
        } while (part.path("more").asBoolean());
        assertThat(told).containsOnlyKeys(names);
        assertThat(told.values()).containsOnly(1);
      }
    }
  }

  private void p23_callersAskForEverythingAtOnce() {
    List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      answers.add(
          CompletableFuture.supplyAsync(
              () -> call("search_read", List.of(), Map.of("limit", PAGES)), loads));
    }
    for (CompletableFuture<JsonNode> answer : answers) {
      JsonNode error = answer.join().path("error");
      assertThat(error.path("data").path("context").path("rule").asString(""))
          .as("%s", error)
          .isEqualTo("answer_limit");
    }
  }
}
