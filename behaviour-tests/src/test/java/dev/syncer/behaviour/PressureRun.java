package dev.syncer.behaviour;

import static dev.syncer.behaviour.PressurePromise.I1;
import static dev.syncer.behaviour.PressurePromise.I10;
import static dev.syncer.behaviour.PressurePromise.I11;
import static dev.syncer.behaviour.PressurePromise.I13;
import static dev.syncer.behaviour.PressurePromise.I14;
import static dev.syncer.behaviour.PressurePromise.I5;
import static dev.syncer.behaviour.PressurePromise.I6;
import static dev.syncer.behaviour.PressurePromise.I7;
import static dev.syncer.behaviour.PressurePromise.I8;
import static dev.syncer.behaviour.PressurePromise.I9;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.behaviour.KillModule.Work;
import dev.syncer.core.suite.NodeFixture;
import dev.syncer.testkit.adapters.WireClient;
import dev.syncer.testkit.adapters.WireEvent;
import dev.syncer.testkit.adapters.WireFeed;
import dev.syncer.testkit.adapters.WireOrder;
import dev.syncer.testkit.adapters.WireRefusal;
import dev.syncer.testkit.adapters.WireSocket;
import dev.syncer.testkit.adapters.WireTransport;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;

/**
 * One run of {@link PressureContract}: a node, clients behind real sockets, and a scarcity. What
 * has to happen while it is there is awaited before it ends; so no time decides, but for how long a
 * test waits for what never comes.
 */
final class PressureRun implements AutoCloseable {
  /** Connections of calls that a store has. */
  static final int READERS = 8;

  /** The first of so many users who hold something. */
  private static final int HOLDERS = 10;

  private static final int REVOKED = 3;
  private static final int HOSTILE = 4;

  /** So many commits, each with a text of so many characters, do not fit on their way. */
  private static final int BEHIND = 100;

  private static final int LARGE = 60_000;
  private static final String LAST = "before " + (BEHIND - 1);
  private static final String START = "start";
  private static final String END = "end";
  private static final String GONE = "a user whose groups are taken away";

  private final PressureNode node;
  private final PressureScarcity scarcity;
  private final Duration patience;
  private final KillSite site = new KillSite();
  private final KillWriter writer;
  private final Map<Integer, String> tokens = new HashMap<>();
  private final List<KillClient> kept = new ArrayList<>();
  private final List<KillClient> others = new ArrayList<>();
  private final List<KillClient> newcomers = new ArrayList<>();
  private final List<WireSocket> sockets = new ArrayList<>();
  private final Map<String, Integer> direct = new HashMap<>();
  private final EnumMap<PressurePromise, List<String>> faults =
      new EnumMap<>(PressurePromise.class);
  private final KillClient slow;
  private final KillClient revoked;
  private final KillClient texts;
  private final PressureHostile hostile;
  private final WireClient page;
  private PressureModule.Gate gate = new PressureModule.Gate(0);
  private int works;

  /**
   * @param patience how long it waits for what should come while the scarcity is there
   */
  PressureRun(PressureNode node, PressureScarcity scarcity, Duration patience) {
    this.node = node;
    this.scarcity = scarcity;
    this.patience = patience;
    PressureModule.Controller.gate = gate;
    site.move(server());
    for (int user = 1; user < HOLDERS + READERS; user++) {
      tokens.put(user, WireClient.login(server(), Map.of("uid", user)));
    }
    for (WireTransport each : WireTransport.all()) {
      kept.add(client("a client of " + each, each, 2, KillRun.everything()).start());
    }
    slow = client("a client that stops", WireTransport.all().get(0), 2, KillRun.everything());
    kept.add(slow.start());
    others.add(client("filters", WireTransport.all().get(0), 2, KillRun.shapes()).start());
    revoked = client(GONE, WireTransport.all().get(0), REVOKED, KillRun.everything()).start();
    Map<String, Object> every = Map.of("channel", "demo:" + PressureModule.TEXT, "snapshot", true);
    texts = client("long texts", WireTransport.all().get(0), 7, List.of(every)).start();
    others.add(texts);
    hostile = new PressureHostile(server(), Map.of("uid", HOSTILE));
    page = WireClient.connect(server(), Map.of("uid", 2));
    writer = new KillWriter("w", site, 1);
    until("all are there", () -> all().stream().allMatch(KillClient::isWhole));
    writer.work(server(), Work.CREATE, START, 0);
    until("all are told", () -> kept.stream().allMatch(client -> client.shows(START)));
  }

  private KillClient client(
      String name, WireTransport transport, int user, List<Map<String, Object>> wanted) {
    return new KillClient(name, transport, site, wanted).as(token(user)).comingBack();
  }

  private List<KillClient> all() {
    List<KillClient> all = new ArrayList<>(kept);
    all.addAll(others);
    all.addAll(newcomers);
    return all;
  }

  URI server() {
    return node.address();
  }

  private String token(int user) {
    return tokens.getOrDefault(user, "");
  }

  private static void until(String what, BooleanSupplier isSo) {
    await(what).atMost(KillProcess.PATIENCE).until(isSo::getAsBoolean);
  }

  /** A promise that was looked at, and what is wrong where it does not hold. */
  void check(PressurePromise promise, String fault, boolean holds) {
    List<String> known = faults.computeIfAbsent(promise, any -> new ArrayList<>());
    if (!holds) {
      known.add(fault);
    }
  }

  /** The same for what has to come while the scarcity is there. */
  private void comes(PressurePromise promise, String what, BooleanSupplier isSo) {
    check(promise, "", true);
    try {
      await(what).atMost(patience).until(isSo::getAsBoolean);
    } catch (ConditionTimeoutException e) {
      check(promise, "while " + scarcity + ", never: " + what, false);
      throw new NeverCame();
    }
  }

  /** Something has not come that others wait for as well: the run ends. */
  private static final class NeverCame extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Runs it; what was looked at, with what was wrong. */
  Map<PressurePromise, List<String>> run() {
    try {
      runAll();
    } catch (NeverCame e) {
      // what was awaited is among the faults
    }
    return faults;
  }

  private void runAll() {
    fallBehind();
    scarcity.begin(this);
    meanwhile();
    letGo();
    if (!scarcity.lendsWrites) {
      rights(false);
      writes(false);
    }
    end();
  }

  /** One stops reading, and so much comes that it does not fit on its way. */
  private void fallBehind() {
    slow.pause();
    filler(LARGE);
    for (int i = 0; i < BEHIND; i++) {
      writer.work(server(), Work.CREATE, "before " + i, 0);
    }
    filler(KillWriter.FILLER);
    KillClient first = kept.get(0);
    until("the others have it", () -> first.shows(LAST));
  }

  private void meanwhile() {
    if (scarcity.lendsWrites) {
      writes(true);
      rights(true);
    }
    snapshots();
    slow.resume();
    comes(I10, "the client that stopped has all", () -> slow.told().toString().contains(LAST));
    cursors();
    comes(I14, "an answer over a live connection", this::pings);
    if (scarcity.lendsReads) {
      String token = token(2);
      comes(I14, "a read", () -> isAnswered(() -> KillReads.fresh(server(), token, stages())));
    }
    check(I11, "somebody's connection ended", kept.stream().noneMatch(c -> c.cuts() > 0));
    kept.forEach(each -> check(I11, each + ": " + each.ended(), each.ended().isEmpty()));
  }

  private boolean pings() {
    return isAnswered(() -> page.result("syncer.ping", Map.of()));
  }

  private static boolean isAnswered(Runnable call) {
    try {
      call.run();
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static Map<String, Object> stages() {
    return KillRun.everything().get(2);
  }

  /** Units of work, of which all are told; one that fails, of which nobody is. */
  private void writes(boolean isHeld) {
    String ghost = "thrown " + works++;
    String thrown = call(1, PressureModule.THROW, Map.of("name", ghost));
    check(I11, "who throws has no error: " + thrown, !PressureScarcity.isResult(thrown));
    long task = work("write " + works++);
    String cursor = writer.cursor();
    String mark = "write " + works++;
    work(mark);
    check(I6, "an answer has no cursor", !cursor.isEmpty());
    resumes(cursor, mark);
    if (isHeld) {
      check(I14, "a unit of work has no answer", task > 0);
    }
    for (KillClient each : kept) {
      if (each != slow || !isHeld) {
        comes(isHeld ? I14 : I1, each + " has what is written", () -> each.shows(mark));
      }
    }
    comes(I7, "a view without what failed", () -> !kept.get(0).told().toString().contains(ghost));
  }

  /** Who comes back with the cursor of an answer gets what came after it, and that first. */
  private void resumes(String cursor, String mark) {
    WireOrder order = WireOrder.of(server(), token(2), KillRun.everything());
    String all = String.join(",", List.of(cursor, cursor, cursor, cursor));
    try (WireFeed feed = WireTransport.all().get(0).open(order.from(all))) {
      JsonNode state = feed.answers().get(0).get("state");
      check(I13, "a cursor is answered with " + state, state.asString().equals("resumed"));
      WireEvent event = feed.next("commit");
      boolean isNext = event.params().toString().contains(mark);
      check(I6, "after the cursor of an answer comes " + event, isNext);
    } catch (AssertionError | UncheckedIOException | WireRefusal e) {
      check(I13, "who comes back: " + e, false);
    }
  }

  /** A cursor that is ahead of all is no place to go on from, and is told so. */
  private void cursors() {
    WireOrder order = WireOrder.of(server(), token(2), List.of(stages()));
    try (WireFeed feed = WireTransport.all().get(0).open(order.from(node.cursorAhead()))) {
      WireEvent event = feed.next("reset");
      String reason = event.params().path("reason").asString("");
      check(I9, "a cursor ahead of the log: " + event, reason.equals("ahead"));
      feed.next("snapshot");
    } catch (AssertionError | UncheckedIOException | WireRefusal e) {
      check(I9, "a cursor ahead of the log: " + e, false);
    }
  }

  /** A commit that takes somebody's rights away is told as those are from then on. */
  private void rights(boolean isHeld) {
    String mark = "revoked " + works++;
    node.syncer()
        .database()
        .write(
            User.SYSTEM,
            unit -> {
              unit.model("test.user").write(REVOKED, Values.values().with("groups", List.of()));
              unit.model("test.stage").create(Values.values().with("name", mark));
            });
    direct.put(mark, 1);
    String after = "after it " + works++;
    work(after);
    comes(
        I8,
        GONE + " shows nothing" + (isHeld ? "" : " at last"),
        () -> revoked.records(0).isEmpty() && revoked.records(2).isEmpty());
    kept.stream()
        .filter(each -> each != slow)
        .forEach(each -> comes(I8, each + " has that commit", () -> each.shows(after)));
    String told = revoked.told().toString();
    check(I8, GONE + " is told of what came then", !told.contains(mark) && !told.contains(after));
  }

  private void snapshots() {
    WireTransport transport = WireTransport.all().get(0);
    newcomers.add(client("a newcomer", transport, 5, KillRun.everything()).start());
    newcomers.add(client("a newcomer with shapes", transport, 6, KillRun.shapes()).start());
    for (KillClient each : newcomers) {
      comes(I5, each + " has its snapshots", each::isWhole);
    }
  }

  /** The oracle: all come to rest, and show what is there. */
  private void end() {
    writer.work(server(), Work.CREATE, END, 0);
    create(PressureModule.TEXT, "name", END);
    all().forEach(each -> comes(I1, each + " has the end", () -> each.shows(END)));
    Map<String, Integer> attempted = new HashMap<>(writer.attempted());
    attempted.putAll(direct);
    Map<String, List<KillCommit>> told = new HashMap<>();
    kept.forEach(client -> told.put(client.toString(), client.told()));
    KillHistory history =
        new KillHistory(node.log(), attempted, writer.acknowledged(), START, told);
    PressurePromise.OF_THE_HISTORY.forEach(promise -> check(promise, "", true));
    history.faults().forEach(fault -> check(PressurePromise.brokenBy(fault), fault, false));
    for (KillClient each : all()) {
      each.faults().forEach(fault -> check(PressurePromise.brokenBy(fault), fault, false));
      differences(each);
    }
    revoked.faults().forEach(fault -> check(I8, fault, false));
  }

  private void differences(KillClient client) {
    for (int i = 0; i < client.wanted().size(); i++) {
      Map<String, Object> wanted = client.wanted().get(i);
      Object fresh = NodeFixture.withoutNames(KillReads.fresh(server(), token(2), wanted));
      boolean isSame = NodeFixture.withoutNames(client.records(i)).equals(fresh);
      check(newcomers.contains(client) ? I5 : I1, client + " shows something else", isSame);
    }
  }

  /** Lets users call a route that stands at the gate, and waits until it does. */
  void hold(String route, int calls) {
    gate = new PressureModule.Gate(calls);
    PressureModule.Controller.gate = gate;
    for (int i = 0; i < calls; i++) {
      Map<String, Object> params =
          route.equals(PressureModule.WRITE) ? Map.of("name", "held") : Map.of();
      socket().post(route, WireClient.body(params), "Authorization: Bearer " + token(HOLDERS + i));
    }
    until("the calls stand at the gate", gate::isFull);
  }

  /** The end of the scarcity. */
  void letGo() {
    check(I14, "it has ended before: the run shows nothing", !gate.isOpen() && !gate.isLeft());
    gate.open();
    hostile.close();
    until("the calls have gone on", gate::isLeft);
    filler(KillWriter.FILLER);
  }

  /** A connection that stays open until the end of the run. */
  WireSocket socket() {
    WireSocket socket = WireSocket.connect(server());
    sockets.add(socket);
    return socket;
  }

  PressureHostile hostile() {
    return hostile;
  }

  void filler(int characters) {
    writer.filler(characters);
  }

  /** One unit of work over HTTP; the id of its task. */
  long work(String mark) {
    try {
      return writer.work(server(), Work.CREATE, mark, 0);
    } catch (AssertionError | UncheckedIOException e) {
      check(I14, "a unit of work: " + e, false);
      throw new NeverCame();
    }
  }

  /** Creates a record with a long text, which one of the clients has to show. */
  void text(String name, int characters) {
    Values values = Values.values().with("name", name).with("body", "a".repeat(characters));
    node.syncer()
        .database()
        .write(User.SYSTEM, unit -> unit.model(PressureModule.TEXT).create(values));
    comes(I14, texts + " has " + name, () -> texts.shows(name));
  }

  /** Creates a record of a model that nobody counts, as the system. */
  void create(String model, String field, String value) {
    node.syncer()
        .database()
        .write(User.SYSTEM, unit -> unit.model(model).create(Values.values().with(field, value)));
  }

  private String call(int user, String route, Map<String, Object> params) {
    try {
      return WireClient.post(server(), route, WireClient.body(params), token(user)).body();
    } catch (UncheckedIOException e) {
      check(I14, route + " has no answer: " + e, false);
      throw new NeverCame();
    }
  }

  @Override
  public void close() {
    gate.open();
    hostile.close();
    page.close();
    site.end();
    sockets.forEach(WireSocket::close);
    node.close();
  }
}
