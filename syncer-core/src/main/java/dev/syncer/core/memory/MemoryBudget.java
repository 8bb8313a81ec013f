package dev.syncer.core.memory;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The bytes that a node may hold for its clients, and who holds how many. Estimates, as {@link
 * Footprint} makes them: a node has a heap that is some times larger. Safe for use by many threads.
 *
 * <p>There are two ways to hold bytes. Work that can be refused or put off {@linkplain #tryReserve
 * reserves} them before it holds them. What is there already is {@linkplain #add counted}, so that
 * less is left for the others; whoever counts keeps to a {@linkplain #share share} of its own. What
 * is only kept to save work is {@linkplain #onShortage given up} before work is refused.
 */
public final class MemoryBudget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();
  private final AtomicLongArray byKind = new AtomicLongArray(MemoryKind.values().length);
  private final AtomicLong refusals = new AtomicLong();
  private final List<Cache> caches = new CopyOnWriteArrayList<>();

  /** Something that can be made again. */
  @FunctionalInterface
  public interface Cache {
    /** Forgets all that it can do without, and counts less from then on. Called by any thread. */
    void giveUp();
  }

  /**
   * @param limit bytes, 1 or more
   */
  public MemoryBudget(long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit + ": the limit is at least 1 byte");
    }
    this.limit = limit;
  }

  public long limit() {
    return limit;
  }

  /** Bytes that are held at the moment; may be more than the {@link #limit}. */
  public long used() {
    return used.get();
  }

  /** Bytes of one kind that are held at the moment. */
  public long used(MemoryKind kind) {
    return byKind.get(kind.ordinal());
  }

  /** A part of the limit: what somebody who only {@linkplain #add counts} keeps to. */
  public long share(int parts) {
    return Math.max(1, limit / parts);
  }

  /**
   * Takes bytes, if they are there; {@link #release} gives them back.
   *
   * @return false if they are not there, also after all caches have given up what they held
   */
  public boolean tryReserve(MemoryKind kind, long bytes) {
    if (take(kind, bytes)) {
      return true;
    }
    for (Cache cache : caches) {
      cache.giveUp();
      if (take(kind, bytes)) {
        return true;
      }
    }
    refusals.incrementAndGet();
    return false;
  }

  private boolean take(MemoryKind kind, long bytes) {
    long now = used.get();
    while (now + bytes <= limit) {
      if (used.compareAndSet(now, now + bytes)) {
        byKind.addAndGet(kind.ordinal(), bytes);
        return true;
      }
      now = used.get();
    }
    return false;
  }

  /** Gives bytes back that were {@linkplain #tryReserve reserved}. */
  public void release(MemoryKind kind, long bytes) {
    add(kind, -bytes);
  }

  /** Counts bytes that are held, or with a negative number, that are not held any more. */
  public void add(MemoryKind kind, long bytes) {
    byKind.addAndGet(kind.ordinal(), bytes);
    used.addAndGet(bytes);
  }

  /** Whether little is left, so that those who can wait should wait. */
  public boolean isTight() {
    return used.get() > limit - limit / 4;
  }

  /** Names somebody who gives up what it holds before work is refused; the cheapest first. */
  public void onShortage(Cache cache) {
    caches.add(cache);
  }

  /** Who holds how many bytes: for a gauge. */
  public MemoryUse use() {
    Map<MemoryKind, Long> kinds = new EnumMap<>(MemoryKind.class);
    for (MemoryKind kind : MemoryKind.values()) {
      kinds.put(kind, byKind.get(kind.ordinal()));
    }
    return new MemoryUse(limit, used.get(), kinds, refusals.get());
  }
}
