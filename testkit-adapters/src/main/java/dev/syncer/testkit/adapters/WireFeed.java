package dev.syncer.testkit.adapters;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An open connection with its subscriptions. It is read all the time, unless it is told to pause.
 * Used by one thread.
 */
public abstract class WireFeed implements AutoCloseable {
  public static final JsonMapper JSON = JsonMapper.shared();

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int BROKEN = 1006;

  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private boolean isPaused;
  private volatile boolean isClosed;
  private String place;

  /** An event, and where a client goes on that has got it. */
  record Arrival(WireEvent event, String place) {}

  WireFeed(String place) {
    this.place = place;
  }

  /**
   * What the server answered, one for each subscription, in order; of a poll from a place on, empty
   * until its first events are here.
   */
  public abstract List<JsonNode> answers();

  /** Reads what comes next; blocks. Never again after it has answered an end. */
  abstract Arrival read();

  /** Where the server has been read up to, before the first event. */
  final void startAt(String start) {
    place = start;
  }

  final void startReading() {
    Thread reader = new Thread(this::readAll, "wire-feed");
    reader.setDaemon(true);
    reader.start();
  }

  private void readAll() {
    try {
      while (!isClosed) {
        awaitResumed();
        Arrival arrival = read();
        arrivals.add(arrival);
        if (arrival.event().kind().equals("close")) {
          return;
        }
      }
    } catch (UncheckedIOException e) {
      arrivals.add(new Arrival(broken("reason", String.valueOf(e.getMessage())), ""));
    } catch (RuntimeException | Error e) {
      arrivals.add(new Arrival(broken("fault", e.toString()), ""));
    }
  }

  private static WireEvent broken(String name, String why) {
    return new WireEvent("close", JSON.createObjectNode().put("code", BROKEN).put(name, why));
  }

  static WireEvent closed(int code) {
    return new WireEvent("close", JSON.createObjectNode().put("code", code));
  }

  /** From now on at most one more event is read from the connection. */
  public final synchronized void pause() {
    isPaused = true;
  }

  /** Reads again. */
  public final synchronized void resume() {
    isPaused = false;
    notifyAll();
  }

  private synchronized void awaitResumed() {
    try {
      while (isPaused && !isClosed) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next event; fails if none comes in time. */
  public final WireEvent next() {
    return next(PATIENCE).orElseThrow(() -> new AssertionError("nothing came in " + PATIENCE));
  }

  /** The next event, if one comes in so much time. */
  public final Optional<WireEvent> next(Duration patience) {
    try {
      Arrival arrival = arrivals.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (arrival == null) {
        return Optional.empty();
      }
      if (!arrival.place().isEmpty()) {
        place = arrival.place();
      }
      return Optional.of(arrival.event());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The next event of a kind, past others; fails where the connection ends before. */
  public final WireEvent next(String kind) {
    while (true) {
      WireEvent event = next();
      if (event.kind().equals(kind)) {
        return event;
      }
      if (event.kind().equals("close")) {
        throw new AssertionError("no " + kind + " but the end: " + event.params());
      }
    }
  }

  /** Where to go on with all that {@link #next} has answered; empty for nowhere yet. */
  public final String place() {
    return place;
  }

  abstract void disconnect();

  @Override
  public final void close() {
    isClosed = true;
    resume();
    disconnect();
  }
}
