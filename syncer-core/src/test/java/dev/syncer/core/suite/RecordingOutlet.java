package dev.syncer.core.suite;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.Outlet;
import dev.syncer.testkit.base.Received;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An outlet that keeps what it is given, and can be as slow as a test wants. */
public final class RecordingOutlet implements Outlet {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<Received> received = new ArrayList<>();
  private final List<Frame> frames = new ArrayList<>();
  private final List<CloseCode> closes = new ArrayList<>();
  private final Consumer<Received> reader;
  private boolean isReading = true;
  private long pending;

  public RecordingOutlet() {
    this(frame -> {});
  }

  /**
   * @param reader is given each frame on the thread that sends it
   */
  public RecordingOutlet(Consumer<Received> reader) {
    this.reader = reader;
  }

  @Override
  public synchronized void send(Frame frame) {
    if (!isReading) {
      pending += frame.size();
    }
    byte[] bytes = new byte[frame.size()];
    frame.params().get(bytes);
    JsonNode params = JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
    Received each = new Received(frame.kind().wireName(), params);
    received.add(each);
    frames.add(frame);
    reader.accept(each);
  }

  @Override
  public synchronized long pendingBytes() {
    return pending;
  }

  @Override
  public synchronized void close(CloseCode code, String reason) {
    closes.add(code);
  }

  /** From now on the peer does not read: what is sent stays pending. */
  public synchronized void stopReading() {
    isReading = false;
  }

  /** From now on the peer does not read, and more is pending than any connection may have. */
  public synchronized void fill() {
    isReading = false;
    pending = Long.MAX_VALUE / 2;
  }

  /** The peer has read all; the caller tells the connection that it drained. */
  public synchronized void readAgain() {
    isReading = true;
    pending = 0;
  }

  /** The frames themselves, in order. */
  public synchronized List<Frame> frames() {
    return List.copyOf(frames);
  }

  /** What was sent, in order. */
  public synchronized List<Received> received() {
    return List.copyOf(received);
  }

  /** What was sent of one kind, in order: commit, snapshot, reset or heartbeat. */
  public synchronized List<JsonNode> received(String kind) {
    return received.stream().filter(r -> r.kind().equals(kind)).map(Received::params).toList();
  }

  /** All notifications of all commits, in order. */
  public List<JsonNode> notifications() {
    List<JsonNode> all = new ArrayList<>();
    for (JsonNode commit : received("commit")) {
      commit.get("changes").forEach(entry -> all.add(entry.get(1)));
    }
    return all;
  }

  /** Why it was closed. */
  public synchronized List<CloseCode> closes() {
    return List.copyOf(closes);
  }

  /** Forgets what was received. */
  public synchronized void clear() {
    received.clear();
    frames.clear();
  }
}
