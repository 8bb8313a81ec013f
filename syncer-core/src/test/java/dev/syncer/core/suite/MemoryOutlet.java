package dev.syncer.core.suite;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.FrameKind;
import dev.syncer.core.broker.Outlet;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.memory.MemoryUse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An outlet that takes everything at once and keeps only hashes of it, and looks at each frame how
 * the memory is used.
 */
final class MemoryOutlet implements Outlet {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final MemoryBudget memory;
  private final Map<MemoryKind, Long> highest = new EnumMap<>(MemoryKind.class);
  private final List<Part> parts = new ArrayList<>();
  private final Map<Long, Integer> bodies = new TreeMap<>();
  private final Map<String, Integer> changes = new TreeMap<>();
  private long highestUsed;
  private boolean isWhole;
  private int closes;

  /** Of a frame of a snapshot or a commit: its bytes, and its records or changes. */
  record Part(FrameKind kind, int bytes, int records) {}

  MemoryOutlet(MemoryBudget memory) {
    this.memory = memory;
  }

  @Override
  public synchronized void send(Frame frame) {
    MemoryUse use = memory.use();
    use.byKind().forEach((kind, bytes) -> highest.merge(kind, bytes, Math::max));
    highestUsed = Math.max(highestUsed, use.used());
    JsonNode params = JSON.readTree(StandardCharsets.UTF_8.decode(frame.params()).toString());
    JsonNode records = params.path("records");
    JsonNode told = params.path("changes");
    if (frame.kind() == FrameKind.SNAPSHOT) {
      records.forEach(each -> bodies.put(each.get("id").asLong(), hash(each)));
      isWhole |= frame.isLast();
    }
    told.forEach(each -> changes.merge(each.get(0).asString(), 1, Integer::sum));
    parts.add(new Part(frame.kind(), frame.size(), records.size() + told.size()));
  }

  private static int hash(JsonNode record) {
    return (record.path("name").asString("") + record.path("body").asString("")).hashCode();
  }

  @Override
  public long pendingBytes() {
    return 0;
  }

  @Override
  public synchronized void close(CloseCode code, String reason) {
    closes++;
  }

  /** The frames of a kind, in order. */
  synchronized List<Part> parts(FrameKind kind) {
    return parts.stream().filter(part -> part.kind == kind).toList();
  }

  /** What the records of snapshots hold, by their ids. */
  synchronized Map<Long, Integer> records() {
    return new TreeMap<>(bodies);
  }

  /** How many changes each subscription was told. */
  synchronized Map<String, Integer> changes() {
    return new TreeMap<>(changes);
  }

  /** Whether the last part of a snapshot has come. */
  synchronized boolean isWhole() {
    return isWhole;
  }

  synchronized int closes() {
    return closes;
  }

  /** The most that was held of a kind whenever a frame came. */
  synchronized long highest(MemoryKind kind) {
    return highest.getOrDefault(kind, 0L);
  }

  /** The most that was held of all kinds whenever a frame came. */
  synchronized long highestUsed() {
    return highestUsed;
  }
}
