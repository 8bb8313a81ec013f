package dev.syncer.behaviour;

import dev.syncer.core.suite.ShapeView;
import dev.syncer.testkit.adapters.TransportFixture;
import dev.syncer.testkit.adapters.WireClient;
import dev.syncer.testkit.adapters.WireEvent;
import dev.syncer.testkit.adapters.WireFeed;
import dev.syncer.testkit.adapters.WireOrder;
import dev.syncer.testkit.adapters.WireRefusal;
import dev.syncer.testkit.adapters.WireSocket;
import dev.syncer.testkit.adapters.WireTransport;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client that follows the node from process to process: it goes on with what it has, as client
 * libraries do, and keeps each whole commit that it applied. A thread of its own reads.
 */
final class KillClient {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int BROKEN = 1006;
  private static final int TRY_LATER = 1013;

  /** Times that one comes back to the same process, each after a {@link #LOOK}. */
  private static final int RETURNS = 500;

  /** A reset comes in place of the bytes that were still under way. */
  private static final Set<String> CUT = Set.of(WireSocket.MID_FRAME, "Connection reset");

  private final String name;
  private final WireTransport transport;
  private final KillSite site;
  private final List<Map<String, Object>> wanted;
  private final List<ShapeView> views = new ArrayList<>();
  private final List<Boolean> loading = new ArrayList<>();
  private final List<JsonNode> unfinished = new ArrayList<>();
  private final List<KillCommit> told = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final List<String> ended = new ArrayList<>();
  private final List<String> beginnings = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "kill-client");
  private boolean comesBack;
  private List<String> subscriptions = List.of();
  private String place = "";
  private int returns;
  private int breaks;
  private int cuts;
  private int halves;
  private boolean hasChunk;
  private boolean isPaused;
  private @Nullable String token;
  private @Nullable WireFeed feed;

  /**
   * @param wanted params of {@code syncer.subscribe} each
   */
  KillClient(
      String name, WireTransport transport, KillSite site, List<Map<String, Object>> wanted) {
    this.name = name;
    this.transport = transport;
    this.site = site;
    this.wanted = wanted;
    for (int i = 0; i < wanted.size(); i++) {
      views.add(new ShapeView());
      loading.add(true);
    }
    thread.setDaemon(true);
  }

  KillClient start() {
    thread.start();
    return this;
  }

  /** The session of somebody, who has logged in before. */
  KillClient as(String session) {
    token = session;
    return this;
  }

  /** Whatever ends its connection to a process that goes on, it comes back where it was. */
  KillClient comingBack() {
    comesBack = true;
    return this;
  }

  @Override
  public String toString() {
    return name;
  }

  List<Map<String, Object>> wanted() {
    return wanted;
  }

  private void run() {
    Optional<KillSite.Place> at = site.after(0);
    while (at.isPresent()) {
      boolean isAgain = false;
      try (WireFeed open = open(at.get())) {
        isAgain = follow(open);
      } catch (UncheckedIOException e) {
        // It was killed while this one connected; or it is slow, then once more.
        isAgain =
            comesBack
                || e.getCause() instanceof SocketTimeoutException
                || e.getCause() instanceof HttpTimeoutException;
      } catch (RuntimeException | Error e) {
        isAgain = comesBack && e instanceof WireRefusal refusal && refusal.isForLater();
        if (!isAgain) {
          fault(e.toString());
          return;
        }
      }
      if (isAgain && comesBack && !waits()) {
        return;
      }
      at = site.after(at.get().number() - (isAgain ? 1 : 0));
    }
  }

  /** Whether it comes back once more, after a while. */
  private boolean waits() {
    returns++;
    if (returns > RETURNS) {
      fault("it came back " + RETURNS + " times");
      return false;
    }
    site.pause(LOOK);
    return true;
  }

  private WireFeed open(KillSite.Place at) {
    if (token == null) {
      token = WireClient.login(at.server(), TransportFixture.BEN);
    }
    WireOrder order = WireOrder.of(at.server(), token, wanted);
    WireFeed open = transport.open(place.isEmpty() ? order : order.from(place));
    synchronized (this) {
      feed = open;
      if (isPaused) {
        open.pause();
      }
    }
    return open;
  }

  /** Whether it comes back to the same process. */
  private boolean follow(WireFeed open) {
    boolean isConnected = false;
    while (!site.isOver()) {
      Optional<WireEvent> next = open.next(LOOK);
      if (next.isEmpty()) {
        continue;
      }
      if (next.get().kind().equals("close")) {
        return closed(next.get().params());
      }
      if (!isConnected) {
        connected(open.answers());
        isConnected = true;
      }
      take(next.get());
      place = open.place();
    }
    return false;
  }

  private synchronized boolean closed(JsonNode params) {
    boolean isBroken = params.get("code").intValue() == BROKEN;
    boolean isSentAway = comesBack && params.get("code").intValue() == TRY_LATER;
    if ((!isBroken && !isSentAway) || params.has("fault")) {
      fault("closed: " + params);
    }
    if (isBroken) {
      breaks++;
    }
    if (CUT.stream().anyMatch(params.path("reason").asString("")::endsWith)) {
      cuts++;
    }
    if (hasChunk) {
      halves++;
    }
    unfinished.clear();
    hasChunk = false;
    return isSentAway || (comesBack && isBroken);
  }

  private synchronized void fault(String fault) {
    faults.add(name + ": " + fault);
  }

  private synchronized void connected(List<JsonNode> answers) {
    subscriptions = answers.stream().map(each -> each.get("subscription").asString()).toList();
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i).get("state").asString().equals("snapshot")) {
        begin(i, answers.get(i));
      }
    }
  }

  private void begin(int subscription, JsonNode why) {
    views.get(subscription).clear();
    loading.set(subscription, true);
    beginnings.add(why + " at the place \"" + place + "\"");
  }

  private synchronized void take(WireEvent event) {
    JsonNode params = event.params();
    switch (event.kind()) {
      case "commit" -> {
        params.get("changes").forEach(unfinished::add);
        if (!params.path("more").asBoolean(false)) {
          apply();
        }
      }
      case "snapshot" -> {
        int which = subscriptions.indexOf(params.get("subscription").asString());
        params.get("records").forEach(views.get(which)::load);
        boolean isLast = params.get("last").booleanValue();
        loading.set(which, !isLast);
        hasChunk = !isLast;
      }
      case "reset" -> begin(subscriptions.indexOf(params.get("subscription").asString()), params);
      case "heartbeat" -> {}
      case "ended" -> {
        views.get(subscriptions.indexOf(params.get("subscription").asString())).clear();
        ended.add(params.toString());
      }
      default -> fault("an event of kind " + event.kind());
    }
  }

  private void apply() {
    List<JsonNode> notifications = new ArrayList<>();
    for (JsonNode entry : unfinished) {
      views.get(subscriptions.indexOf(entry.get(0).asString())).apply(entry.get(1));
      notifications.add(entry.get(1));
    }
    unfinished.clear();
    told.add(KillCommit.told(notifications));
  }

  /** From now on it does not read, whatever process it is connected to. */
  synchronized void pause() {
    isPaused = true;
    if (feed != null) {
      feed.pause();
    }
  }

  synchronized void resume() {
    isPaused = false;
    if (feed != null) {
      feed.resume();
    }
  }

  /** Whether it has some chunks of a snapshot and waits for more. */
  synchronized boolean isMidSnapshot() {
    return hasChunk;
  }

  /** Whether each of its subscriptions has all that was there when it began. */
  synchronized boolean isWhole() {
    return !loading.contains(true);
  }

  /** Whether each of its subscriptions is whole and shows a record with a mark. */
  synchronized boolean shows(String mark) {
    return isWhole()
        && views.stream().allMatch(view -> view.records().values().stream().anyMatch(has(mark)));
  }

  private static Predicate<ObjectNode> has(String mark) {
    return record ->
        Stream.of("name", "body").anyMatch(field -> record.path(field).asString("").equals(mark));
  }

  /** The records of a subscription, by id. */
  synchronized Map<Long, ObjectNode> records(int subscription) {
    return new TreeMap<>(views.get(subscription).records());
  }

  /** Whole commits as they were applied. */
  synchronized List<KillCommit> told() {
    return List.copyOf(told);
  }

  /** How often a connection ended without a word. */
  synchronized int breaks() {
    return breaks;
  }

  /** How often a connection ended while frames were under way. */
  synchronized int cuts() {
    return cuts;
  }

  /** How often a connection ended inside of a snapshot. */
  synchronized int halves() {
    return halves;
  }

  /** Each time that a subscription began with all of its records: what the client was told. */
  synchronized List<String> beginnings() {
    return List.copyOf(beginnings);
  }

  /** What it was told of subscriptions that cannot be served any more. */
  synchronized List<String> ended() {
    return List.copyOf(ended);
  }

  synchronized List<String> faults() {
    List<String> all = new ArrayList<>(faults);
    views.forEach(view -> view.faults().forEach(fault -> all.add(name + ": " + fault)));
    return all;
  }
}
