package dev.syncer.behaviour;

import dev.syncer.behaviour.KillModule.Work;
import dev.syncer.testkit.adapters.TransportFixture;
import dev.syncer.testkit.adapters.WireClient;
import dev.syncer.testkit.adapters.WireFeed;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Writes without pause over HTTP, at whatever process is there, and keeps what it tried and what
 * was answered. What had no answer is not tried again: it may be there or not, as a whole.
 */
final class KillWriter {
  /** Characters beside the mark in a wide record: a few commits fill a frame. */
  static final int FILLER = 1_500;

  private final String name;
  private final KillSite site;
  private final Random random;
  private final List<Long> tasks = new ArrayList<>();
  private final Map<String, Integer> attempted = new LinkedHashMap<>();
  private final List<String> acknowledged = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "kill-writer");
  private volatile Duration patience = WireClient.PATIENCE;
  private volatile int filler = FILLER;
  private volatile boolean isEnding;
  private String cursor = "";
  private @Nullable String token;

  KillWriter(String name, KillSite site, long seed) {
    this.name = name;
    this.site = site;
    this.random = new Random(seed);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Ends after the unit of work at hand. */
  void end() {
    isEnding = true;
    try {
      thread.join(KillProcess.PATIENCE.toMillis());
      if (thread.isAlive()) {
        fault("does not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How long it waits for an answer. */
  void patience(Duration time) {
    patience = time;
  }

  void filler(int characters) {
    filler = characters;
  }

  synchronized Map<String, Integer> attempted() {
    return Map.copyOf(attempted);
  }

  synchronized List<String> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /** That of its last commit, as the answer to it said. */
  synchronized String cursor() {
    return cursor;
  }

  synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  private void run() {
    Optional<KillSite.Place> place = site.after(0);
    while (place.isPresent() && !isEnding) {
      try {
        while (!isEnding) {
          work(place.get().server());
        }
      } catch (UncheckedIOException e) {
        // It was killed; or it is slow, then once more.
        boolean isSlow = e.getCause() instanceof HttpTimeoutException;
        place = site.after(place.get().number() - (isSlow ? 1 : 0));
      } catch (RuntimeException | Error e) {
        fault(e.toString());
        return;
      }
    }
  }

  private synchronized void fault(String fault) {
    faults.add(name + ": " + fault);
  }

  private void work(URI server) {
    int choice = random.nextInt(10);
    Work work =
        tasks.size() < 5 || choice < 4 ? Work.CREATE : choice < 8 ? Work.WRITE : Work.UNLINK;
    int which = work == Work.CREATE ? 0 : random.nextInt(tasks.size());
    long task = work == Work.CREATE ? 0 : tasks.get(which);
    if (work == Work.UNLINK) {
      tasks.remove(which);
    }
    long touched = work(server, work, name + "-" + attempted().size(), task);
    if (work == Work.CREATE) {
      tasks.add(touched);
    }
  }

  /**
   * One unit of work.
   *
   * @param task its id, for one that is there
   * @return the id of the task
   * @throws UncheckedIOException if there was no answer
   */
  long work(URI server, Work work, String mark, long task) {
    if (token == null) {
      token = WireClient.login(server, TransportFixture.ANA);
    }
    synchronized (this) {
      attempted.put(mark, work.changes);
    }
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("work", work.name());
    params.put("mark", mark);
    params.put("task", task);
    params.put("shared", random.nextInt(KillModule.STAGES * KillModule.WIDES));
    params.put("filler", filler);
    HttpResponse<String> response =
        WireClient.post(server, KillModule.ROUTE, WireClient.body(params), token, patience);
    JsonNode answer = WireFeed.JSON.readTree(response.body());
    if (!answer.has("result")) {
      throw new AssertionError("no result of " + mark + ", but " + answer);
    }
    synchronized (this) {
      acknowledged.add(mark);
      cursor = response.headers().firstValue("Syncer-Cursor").orElse("");
    }
    return answer.get("result").longValue();
  }
}
