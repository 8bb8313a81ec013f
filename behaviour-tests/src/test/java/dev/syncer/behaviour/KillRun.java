package dev.syncer.behaviour;

import static org.awaitility.Awaitility.await;

import dev.syncer.behaviour.Failpoints.Point;
import dev.syncer.behaviour.KillModule.Work;
import dev.syncer.testkit.adapters.TransportFixture;
import dev.syncer.testkit.adapters.WireClient;
import dev.syncer.testkit.adapters.WireFeed;
import dev.syncer.testkit.adapters.WireTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** One run of {@link KillContract}: processes one after another, writers and clients. */
final class KillRun implements AutoCloseable {
  private static final int WRITERS = 4;
  private static final String START = "start";
  private static final String END = "end";

  /** Characters, so that sockets are full soon. */
  private static final int LARGE = 60_000;

  private final Class<?> main;
  private final Path folder;
  private final Random random;
  private final KillSite site = new KillSite();
  private final KillWriter marker;
  private final List<KillWriter> writers = new ArrayList<>();
  private final List<KillClient> kept = new ArrayList<>();
  private final List<KillClient> others = new ArrayList<>();
  private KillProcess process;
  private URI server;

  KillRun(Class<?> main, Path folder, long seed) {
    this.main = main;
    this.folder = folder;
    this.random = new Random(seed);
    process = KillProcess.start(main, folder);
    server = process.address();
    site.move(server);
    for (WireTransport each : WireTransport.all()) {
      kept.add(client("a client of " + each, each, everything()).start());
    }
    WireTransport webSocket = WireTransport.all().get(0);
    kept.add(client("another client", webSocket, everything()).start());
    others.add(client("a client of filters", webSocket, shapes()).start());
    marker = new KillWriter("marker", site, random.nextLong());
    until("all are there", () -> clients().stream().allMatch(KillClient::isWhole));
    marker.work(server, Work.CREATE, START, 0);
    until("all are told", () -> kept.stream().allMatch(client -> client.shows(START)));
    for (int i = 0; i < WRITERS; i++) {
      KillWriter writer = new KillWriter("w" + i, site, random.nextLong());
      writers.add(writer);
      writer.start();
    }
  }

  private KillClient client(
      String name, WireTransport transport, List<Map<String, Object>> wanted) {
    return new KillClient(name, transport, site, wanted);
  }

  static List<Map<String, Object>> everything() {
    return KillCommit.MODELS.stream().map(model -> wanted(model, Map.of())).toList();
  }

  /** A filter, a window, some fields. */
  static List<Map<String, Object>> shapes() {
    return List.of(
        wanted("test.task", Map.of("filter", List.of(List.of("sequence", "<=", 4)))),
        wanted("test.note", Map.of("order", "id desc", "limit", 7)),
        wanted("test.stage", Map.of("fields", List.of("display_name", "name", "version"))));
  }

  private static Map<String, Object> wanted(String model, Map<String, Object> more) {
    Map<String, Object> wanted = new LinkedHashMap<>(more);
    wanted.put("channel", "demo:" + model);
    wanted.put("snapshot", true);
    return wanted;
  }

  /** Waits, but not where something has gone wrong. */
  private void until(String what, BooleanSupplier isSo) {
    await(what)
        .atMost(KillProcess.PATIENCE)
        .until(() -> isSo.getAsBoolean() || !faults().isEmpty());
    if (!faults().isEmpty()) {
      throw new AssertionError("before " + what + ": " + faults());
    }
  }

  List<KillClient> clients() {
    List<KillClient> all = new ArrayList<>(kept);
    all.addAll(others);
    return all;
  }

  /** Lets the process die there, under load, and starts the next one. */
  void kill(Point point) {
    awaitWrites(5 + random.nextInt(30));
    switch (point) {
      case ANYWHERE -> process.kill();
      case BEFORE_COMMIT, AFTER_COMMIT, AFTER_PUSH -> process.arm(point, 1 + random.nextInt(20));
      case MID_FRAME -> armBehindASlowReader();
      case MID_SNAPSHOT -> killBehindANewcomer();
    }
    until("the death at " + point, process::isDead);
    process.close();
    kept.get(0).resume();
    writers.forEach(writer -> writer.filler(KillWriter.FILLER));
    process = KillProcess.start(main, folder);
    server = process.address();
    site.move(server);
  }

  private void awaitWrites(int count) {
    long before = acknowledged().size();
    until(count + " writes", () -> acknowledged().size() >= before + count);
  }

  private void armBehindASlowReader() {
    kept.get(0).pause();
    writers.forEach(writer -> writer.filler(LARGE));
    process.arm(Point.MID_FRAME, 1);
  }

  private void killBehindANewcomer() {
    process.arm(Point.MID_SNAPSHOT, 1 + random.nextInt(3));
    others.add(
        client("a newcomer " + others.size(), WireTransport.all().get(0), everything()).start());
    process.line(KilledNode.STUCK);
    until("a chunk of a snapshot", () -> clients().stream().anyMatch(KillClient::isMidSnapshot));
    process.kill();
  }

  /** Lets all come to rest, and answers what happened. */
  KillHistory end() {
    writers.forEach(KillWriter::end);
    marker.work(server, Work.CREATE, END, 0);
    for (KillClient client : clients()) {
      until("the end at " + client, () -> client.shows(END));
    }
    Path file = folder.resolve("log.json");
    process.writeLog(file);
    Map<String, List<KillCommit>> told = new HashMap<>();
    kept.forEach(client -> told.put(client.toString(), client.told()));
    Map<String, Integer> attempted = new HashMap<>();
    allWriters().forEach(writer -> attempted.putAll(writer.attempted()));
    return new KillHistory(read(file), attempted, acknowledged(), START, told);
  }

  private static List<KillCommit> read(Path file) {
    try {
      return WireFeed.JSON.readValue(
          Files.readString(file), new TypeReference<List<KillCommit>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<KillWriter> allWriters() {
    List<KillWriter> all = new ArrayList<>(writers);
    all.add(marker);
    return all;
  }

  private List<String> acknowledged() {
    return allWriters().stream().flatMap(writer -> writer.acknowledged().stream()).toList();
  }

  /** What went wrong for writers and clients by itself. */
  List<String> faults() {
    List<String> all = new ArrayList<>();
    allWriters().forEach(writer -> all.addAll(writer.faults()));
    clients().forEach(client -> all.addAll(client.faults()));
    for (KillClient client : kept) {
      List<String> beginnings = client.beginnings();
      if (beginnings.size() > client.wanted().size()) {
        all.add(
            client + " had to begin anew: " + beginnings + ", the node said " + process.lines());
      }
    }
    return all;
  }

  /** How often the connection of the slow reader ended while frames were under way. */
  int cuts() {
    return kept.get(0).cuts();
  }

  /** How often somebody began with a snapshot whose end the process did not live to send. */
  int halves() {
    return clients().stream().mapToInt(KillClient::halves).sum();
  }

  Map<Long, JsonNode> fresh(Map<String, Object> wanted) {
    return KillReads.fresh(server, WireClient.login(server, TransportFixture.BEN), wanted);
  }

  @Override
  public void close() {
    site.end();
    process.close();
  }
}
