package dev.syncer.behaviour;

import static dev.syncer.behaviour.PressurePromise.I1;
import static dev.syncer.behaviour.PressurePromise.I10;
import static dev.syncer.behaviour.PressurePromise.I11;
import static dev.syncer.behaviour.PressurePromise.I13;
import static dev.syncer.behaviour.PressurePromise.I14;
import static dev.syncer.behaviour.PressurePromise.I15;
import static dev.syncer.behaviour.PressurePromise.I5;
import static dev.syncer.behaviour.PressurePromise.I6;
import static dev.syncer.behaviour.PressurePromise.I7;
import static dev.syncer.behaviour.PressurePromise.I8;
import static dev.syncer.behaviour.PressurePromise.I9;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.behaviour.KillModule.Work;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

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

  private static final int HOSTILE = 4;

  /** So many commits, each with a text of so many characters, do not fit on their way. */
  private static final int BEHIND = 100;

  private static final int LARGE = 60_000;
  private static final String LAST = "before " + (BEHIND - 1);
  private static final String START = "start";
  private static final String END = "end";

  private final PressureNode node;
  private final PressureScarcity scarcity;
  private final PressureVerdict verdict;
  private final PressureClients clients;
  private final KillWriter writer;
  private final Map<Integer, String> tokens = new HashMap<>();
  private final List<WireSocket> sockets = new ArrayList<>();
  private final List<WireSocket> dripping = new ArrayList<>();
  private final Map<String, Integer> direct = new HashMap<>();
  private final PressureHostile hostile;
  private final PressurePage page;
  private PressureModule.Gate gate = new PressureModule.Gate(0);
  private boolean isDiskFull;
  private int works;

  /**
   * @param verdict hears what holds and what does not
   */
  PressureRun(PressureNode node, PressureScarcity scarcity, PressureVerdict verdict) {
    this.node = node;
    this.scarcity = scarcity;
    this.verdict = verdict;
    PressureModule.Controller.gate = gate;
    for (int user = 1; user < HOLDERS + READERS; user++) {
      tokens.put(user, WireClient.login(server(), Map.of("uid", user)));
    }
    clients = new PressureClients(server(), tokens);
    hostile = new PressureHostile(server(), Map.of("uid", HOSTILE));
    page = new PressurePage(server(), token(2));
    writer = new KillWriter("w", new KillSite(), 1);
    writer.patience(PressureVerdict.PATIENCE);
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

  PressureVerdict verdict() {
    return verdict;
  }

  /** Runs it; the verdict hears what was looked at, and what was wrong. */
  void run() {
    verdict.during(this::runAll);
    verdict.during(() -> clients.tell(verdict));
  }

  /** What clients notice later, where a run has ended before they had read on. */
  void listen() {
    clients.tell(verdict);
  }

  private void runAll() {
    List<KillClient> all = new ArrayList<>(clients.all());
    all.add(clients.revoked);
    until("all are there", () -> all.stream().allMatch(KillClient::isWhole));
    verdict.comes(I14, "an answer over a live connection", page::isAnswered);
    work(START);
    until("all are told", () -> clients.kept().stream().allMatch(each -> each.shows(START)));
    fallBehind();
    verdict.scarce();
    writer.patience(verdict.patience(I14));
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
    clients.slow.pause();
    writer.filler(LARGE);
    for (int i = 0; i < BEHIND; i++) {
      work("before " + i);
    }
    writer.filler(KillWriter.FILLER);
    until(
        "the others have it", () -> clients.reading().stream().allMatch(each -> each.shows(LAST)));
  }

  private void meanwhile() {
    if (scarcity.lendsWrites) {
      writes(true);
      rights(true);
    }
    for (KillClient each : clients.newcomers()) {
      verdict.comes(I5, each + " has its snapshots", each::isWhole);
    }
    clients.slow.resume();
    verdict.comes(
        I10,
        "the client that stopped has all",
        () -> clients.slow.told().toString().contains(LAST));
    cursors();
    verdict.comes(I14, "an answer over a live connection", page::isAnswered);
    if (scarcity.lendsReads) {
      verdict.comes(I14, "a read", this::isRead);
    }
    clients.stay(verdict);
    verdict.check(I11, "a connection has ended: " + page.ends(), page.ends().isEmpty());
  }

  private boolean isRead() {
    try {
      KillReads.fresh(server(), token(2), stages(), verdict.patience(I14));
      return true;
    } catch (UncheckedIOException | IllegalStateException e) {
      return false; // no answer, or a refusal: it comes again
    }
  }

  private static Map<String, Object> stages() {
    return KillRun.everything().get(2);
  }

  /** Units of work, of which all are told; one that fails, of which nobody is. */
  private void writes(boolean isHeld) {
    String ghost = "thrown " + works++;
    String thrown = call(1, PressureModule.THROW, Map.of("name", ghost));
    verdict.check(I11, "who throws has no error: " + thrown, !PressureScarcity.isResult(thrown));
    long task = work("write " + works++);
    String cursor = writer.cursor();
    String mark = "write " + works++;
    work(mark);
    verdict.check(I6, "an answer has no cursor", !cursor.isEmpty());
    if (isHeld) {
      verdict.check(I14, "a unit of work has no answer", task > 0);
    }
    for (KillClient each : isHeld ? clients.reading() : clients.kept()) {
      verdict.comes(isHeld ? I14 : I1, each + " has what is written", () -> each.shows(mark));
    }
    resumes(cursor, mark); // last: where reading waits for others, it ends the run
    KillClient first = clients.kept().get(0);
    verdict.comes(I7, "a view without what failed", () -> !first.told().toString().contains(ghost));
  }

  /** Who comes back with the cursor of an answer gets what came after it, and that first. */
  private void resumes(String cursor, String mark) {
    WireOrder order = WireOrder.of(server(), token(2), KillRun.everything());
    String all = String.join(",", List.of(cursor, cursor, cursor, cursor));
    verdict.comes(
        I13,
        "who comes back with the cursor of an answer",
        () ->
            isServed(
                order.from(all),
                feed -> {
                  String state = feed.answers().get(0).path("state").asString("");
                  verdict.check(I13, "a cursor is answered: " + state, state.equals("resumed"));
                  WireEvent event = feed.next("commit");
                  boolean isNext = event.params().toString().contains(mark);
                  verdict.check(I6, "after the cursor of an answer comes " + event, isNext);
                }));
  }

  /** A cursor that is ahead of all is no place to go on from, and is told so. */
  private void cursors() {
    WireOrder order = WireOrder.of(server(), token(2), List.of(stages()));
    verdict.comes(
        I9,
        "who comes with a cursor ahead of the log",
        () ->
            isServed(
                order.from(node.cursorAhead()),
                feed -> {
                  WireEvent event = feed.next("reset");
                  String reason = event.params().path("reason").asString("");
                  verdict.check(I9, "a cursor ahead of the log: " + event, reason.equals("ahead"));
                  feed.next("snapshot");
                }));
  }

  /** Whether it got as far; who is sent away, or not answered yet, comes again. */
  private static boolean isServed(WireOrder order, Consumer<WireFeed> look) {
    try (WireFeed feed = WireTransport.all().get(0).open(order)) {
      look.accept(feed);
      return true;
    } catch (AssertionError | UncheckedIOException | WireRefusal e) {
      return false;
    }
  }

  /** A commit that takes somebody's rights away is told as those are from then on. */
  private void rights(boolean isHeld) {
    String mark = "revoked " + works++;
    Values none = Values.values().with("groups", List.of());
    direct.put(mark, 1);
    asSystem(
        unit -> {
          unit.model("test.user").write(PressureClients.REVOKED, none);
          unit.model("test.stage").create(Values.values().with("name", mark));
        });
    String after = "after it " + works++;
    work(after);
    KillClient revoked = clients.revoked;
    verdict.comes(
        I8,
        revoked + " shows nothing" + (isHeld ? "" : " at last"),
        () -> revoked.records(0).isEmpty() && revoked.records(2).isEmpty());
    for (KillClient each : clients.reading()) {
      verdict.comes(I8, each + " has that commit", () -> each.shows(after));
    }
    String told = revoked.told().toString();
    verdict.check(
        I8, revoked + " is told of what came then", !told.contains(mark) && !told.contains(after));
  }

  /** The oracle: all come to rest, and show what is there. */
  private void end() {
    work(END);
    create(PressureModule.TEXT, "name", END);
    clients.all().forEach(each -> verdict.comes(I1, each + " has the end", () -> each.shows(END)));
    Map<String, Integer> attempted = new HashMap<>(writer.attempted());
    attempted.putAll(direct);
    KillHistory history =
        new KillHistory(node.log(), attempted, writer.acknowledged(), START, clients.told());
    PressurePromise.OF_THE_HISTORY.forEach(promise -> verdict.check(promise, "", true));
    history.faults().forEach(fault -> verdict.check(PressurePromise.brokenBy(fault), fault, false));
    clients.compare(verdict);
  }

  /** Lets users call a route that stands at the gate, and waits until they do. */
  void hold(String route, int calls) {
    stand(calls);
    Map<String, Object> params =
        route.equals(PressureModule.WRITE) ? Map.of("name", "held") : Map.of();
    for (int i = 0; i < calls; i++) {
      socket().post(route, WireClient.body(params), "Authorization: Bearer " + token(HOLDERS + i));
    }
    until("the calls stand at the gate", gate::isFull);
  }

  /** The same for one user, as often as there are readers: as many stand there as it may have. */
  void holdAsOne(String route) {
    stand(Math.min(READERS, node.bounds().callsAtOnce()));
    for (int i = 0; i < READERS; i++) {
      socket().post(route, WireClient.body(Map.of()), "Authorization: Bearer " + token(HOLDERS));
    }
    until("the calls stand at the gate", gate::isFull);
  }

  private void stand(int calls) {
    gate = new PressureModule.Gate(calls);
    PressureModule.Controller.gate = gate;
  }

  /** From now on no file can be written to. */
  void fillDisk() {
    isDiskFull = true;
    PressureDisk.fill();
  }

  private void freeDisk() {
    if (isDiskFull) {
      isDiskFull = false;
      PressureDisk.free();
    }
  }

  /** The end of the scarcity. */
  private void letGo() {
    verdict.check(
        I14, "it has ended before: the run shows nothing", !gate.isOpen() && !gate.isLeft());
    Predicate<WireSocket> isCut = each -> each.isClosedWithin(1_000);
    if (!dripping.isEmpty()) {
      verdict.comes(I15, "what cuts who drips", () -> dripping.stream().allMatch(isCut));
    }
    freeDisk();
    gate.open();
    hostile.close();
    until("the calls have gone on", gate::isLeft);
    writer.filler(KillWriter.FILLER);
  }

  /** A connection that stays open until the end of the run. */
  WireSocket socket() {
    WireSocket socket = WireSocket.connect(server());
    sockets.add(socket);
    return socket;
  }

  /** A connection that the node has to cut, for it never ends what it begins. */
  WireSocket dripping() {
    WireSocket socket = socket();
    dripping.add(socket);
    return socket;
  }

  PressureHostile hostile() {
    return hostile;
  }

  /** One unit of work over HTTP; the id of its task. */
  long work(String mark) {
    return verdict.answer(I14, "a unit of work", () -> writer.work(server(), Work.CREATE, mark, 0));
  }

  /** Creates a record with a long text, which one of the clients has to show. */
  void text(String name, int characters) {
    Values values = Values.values().with("name", name).with("body", "a".repeat(characters));
    asSystem(unit -> unit.model(PressureModule.TEXT).create(values));
    verdict.comes(I14, clients.texts + " has " + name, () -> clients.texts.shows(name));
  }

  /** Creates a record of a model that nobody counts, as the system. */
  void create(String model, String field, String value) {
    asSystem(unit -> unit.model(model).create(Values.values().with(field, value)));
  }

  private void asSystem(Consumer<UnitOfWork> work) {
    verdict.answer(
        I14,
        "a unit of work of the node",
        () -> {
          node.syncer().database().write(User.SYSTEM, work);
          return true;
        });
  }

  private String call(int user, String route, Map<String, Object> params) {
    String body = WireClient.body(params);
    Duration patience = verdict.patience(I14);
    return verdict.answer(
        I14, route, () -> WireClient.post(server(), route, body, token(user), patience).body());
  }

  @Override
  public void close() {
    freeDisk();
    gate.open();
    hostile.close();
    page.close();
    clients.end();
    sockets.forEach(WireSocket::close);
    node.close();
  }
}
