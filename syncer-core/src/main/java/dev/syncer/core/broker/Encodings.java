package dev.syncer.core.broker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import dev.syncer.core.broker.Seen.Entry;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was made of commits for shapes, kept as long as there is room: those who catch up want it
 * one after the other. All of it can be made again. Safe for use by many threads.
 */
final class Encodings implements MemoryBudget.Cache {
  /** The part of the memory that the bytes may have. */
  private static final int PARTS = 8;

  /** The part that knowing who sees what may have. */
  private static final int SEEN_PARTS = 32;

  private final MemoryBudget memory;
  private final Cache<Entry, byte[]> notifications;
  private final Cache<Key, Seen> seen;

  /**
   * Equal for the same commit and shape.
   *
   * @param commit its identity, and not itself: with its records it would be held as long as this
   */
  private record Key(Object commit, ShapeSubscribers subscribers) {}

  Encodings(MemoryBudget memory) {
    this.memory = memory;
    this.notifications = cache(PARTS, (entry, bytes) -> weight(entry.bytes() + bytes.length));
    this.seen = cache(SEEN_PARTS, (key, value) -> weight(value.bytes()));
  }

  private static int weight(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  private <K, V> Cache<K, V> cache(int parts, Weigher<K, V> weigher) {
    return Caffeine.newBuilder()
        .maximumWeight(memory.share(parts))
        .weigher(weigher)
        .executor(Runnable::run)
        .<K, V>removalListener(
            (key, value, cause) -> {
              if (key != null && value != null) {
                memory.add(MemoryKind.ENCODED, -weigher.weigh(key, value));
              }
            })
        .build();
  }

  /** The notification of an entry, as it is kept; else as it is made. */
  byte[] notification(Entry entry, Supplier<byte[]> encode) {
    byte[] known = notifications.getIfPresent(entry);
    if (known != null) {
      return known;
    }
    byte[] made = encode.get();
    memory.add(MemoryKind.ENCODED, weight(entry.bytes() + made.length));
    notifications.put(entry, made);
    return made;
  }

  @Nullable Seen seen(EncodedCommit commit, ShapeSubscribers subscribers) {
    return seen.getIfPresent(new Key(commit.identity(), subscribers));
  }

  void keep(EncodedCommit commit, ShapeSubscribers subscribers, Seen what) {
    memory.add(MemoryKind.ENCODED, weight(what.bytes()));
    seen.put(new Key(commit.identity(), subscribers), what);
  }

  void forget(EncodedCommit commit, ShapeSubscribers subscribers) {
    seen.invalidate(new Key(commit.identity(), subscribers));
  }

  /**
   * Takes room for frames that are about to be laid for many at once; {@link #release} gives it
   * back.
   */
  boolean tryReserve(long bytes) {
    return memory.tryReserve(MemoryKind.ENCODED, bytes);
  }

  void release(long bytes) {
    memory.release(MemoryKind.ENCODED, bytes);
  }

  @Override
  public void giveUp() {
    notifications.invalidateAll();
    seen.invalidateAll();
  }
}
