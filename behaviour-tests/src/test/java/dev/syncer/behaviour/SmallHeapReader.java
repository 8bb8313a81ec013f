package dev.syncer.behaviour;

import dev.syncer.testkit.adapters.WireClient;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Somebody who stays connected to the node of {@link SmallHeapTest} and applies what comes, on a
 * thread of their own. When the node sends them away they come back with their cursor. A hole, an
 * echo and a swapped order are faults.
 */
final class SmallHeapReader implements AutoCloseable {
  private final URI server;
  private final Map<String, ?> login;
  private final Map<Long, Page> pages = new TreeMap<>();
  private final List<JsonNode> parts = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Thread thread = new Thread(this::read, "small-heap-reader");
  private @Nullable String cursor;
  private volatile @Nullable WireClient client;
  private volatile boolean isClosed;
  private int connects;

  /** What is held of a page: texts as their hashes, for they are large. */
  record Page(long version, int name, int body) {
    static Page of(JsonNode record) {
      return new Page(
          record.path("version").asLong(),
          record.path("name").asString("").hashCode(),
          record.path("body").asString("").hashCode());
    }

    private Page merged(long next, JsonNode changed) {
      return new Page(
          next,
          changed.has("name") ? changed.path("name").asString("").hashCode() : name,
          changed.has("body") ? changed.path("body").asString("").hashCode() : body);
    }
  }

  SmallHeapReader(URI server, Map<String, ?> login) {
    this.server = server;
    this.login = login;
    thread.setDaemon(true);
    thread.start();
  }

  synchronized Map<Long, Page> pages() {
    return new TreeMap<>(pages);
  }

  synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  /** How often it had to connect. */
  synchronized int connects() {
    return connects;
  }

  private void read() {
    while (!isClosed) {
      try (WireClient open = WireClient.connect(server, login)) {
        client = open;
        open.socket().patient();
        begin(open);
        while (!isClosed) {
          apply(open.next());
        }
      } catch (UncheckedIOException | AssertionError e) {
        Thread.yield(); // the node sent it away, or is short of something: it comes again
      }
    }
  }

  private void begin(WireClient open) {
    Map<String, Object> request = new LinkedHashMap<>(Map.of("channel", SmallHeapTest.CHANNEL));
    synchronized (this) {
      connects++;
      parts.clear();
      if (cursor == null) {
        pages.clear();
        request.put("snapshot", true);
      } else {
        request.put("cursor", cursor);
      }
    }
    open.result("syncer.subscribe", request);
  }

  private synchronized void apply(JsonNode message) {
    JsonNode params = message.path("params");
    switch (message.path("method").asString("")) {
      case "syncer.snapshot" -> {
        params.path("records").forEach(this::held);
        if (params.path("last").asBoolean()) {
          cursor = params.path("cursor").asString();
        }
      }
      case "syncer.commit" -> {
        parts.add(params);
        if (!params.path("more").asBoolean()) {
          parts.forEach(part -> part.path("changes").forEach(each -> changed(each.path(1))));
          parts.clear();
          moveTo(params);
        }
      }
      case "syncer.reset" -> {
        pages.clear();
        cursor = null;
      }
      case "syncer.heartbeat" -> moveTo(params);
      default -> faults.add("a message " + message.path("method"));
    }
  }

  /** Inside of a snapshot there is no cursor to come back with. */
  private void moveTo(JsonNode params) {
    if (cursor != null) {
      cursor = params.path("cursor").asString();
    }
  }

  private void held(JsonNode record) {
    if (pages.put(record.path("id").asLong(), Page.of(record)) != null) {
      faults.add("the snapshot held page " + record.path("id") + " twice");
    }
  }

  private void changed(JsonNode notification) {
    long id = notification.path(0).path(2).asLong();
    JsonNode payload = notification.path(1);
    long version = payload.path("version").asLong();
    Page known = pages.get(id);
    if (known == null || version != known.version + 1) {
      faults.add("page " + id + " came to version " + version + " after " + known);
    } else {
      pages.put(id, known.merged(version, payload.path("data")));
    }
  }

  @Override
  public void close() {
    isClosed = true;
    WireClient open = client;
    if (open != null) {
      open.close();
    }
    try {
      thread.join(30_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
