package dev.syncer.core.rights;

import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.model.Model;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The records that decide who somebody is and what they may do: users, and what only the system may
 * touch, such as sessions. Keeps in memory what follows from them, and never longer than it is
 * true.
 *
 * <p>A unit of work names the records that it changes {@linkplain #change before it is committed},
 * and they are {@linkplain #settled settled} when its outcome is known. In between nothing that
 * follows from them is remembered, and nothing can be added. So whoever finds something here found
 * it before any commit that changes it. Where the outcome is never known, the records are never
 * settled, and are read each time. Safe for use by many threads.
 */
public final class DecidingRecords {
  private final MemoryBudget budget;
  private final Map<Key, Integer> changing = new HashMap<>();
  private final List<Memory<?, ?>> memories = new ArrayList<>();
  private long changes;

  @Inject
  public DecidingRecords(MemoryBudget budget) {
    this.budget = budget;
  }

  /** A record. */
  public record Key(Model model, long id) {}

  /** Whether records of a model decide who somebody is and what they may do. */
  public static boolean isOne(Model model) {
    return model.holdsUsers() || model.isSystemOnly();
  }

  /** A unit of work is about to change these records: what follows from them is forgotten. */
  public synchronized void change(Set<Key> records) {
    if (records.isEmpty()) {
      return;
    }
    changes++;
    for (Key record : records) {
      changing.merge(record, 1, Integer::sum);
      memories.forEach(memory -> memory.forget(record));
    }
  }

  /** The outcome of a unit of work that changed these records is known. */
  public synchronized void settled(Set<Key> records) {
    records.forEach(record -> changing.computeIfPresent(record, (r, n) -> n == 1 ? null : n - 1));
  }

  /** A moment, to be asked for before a state is read from which something follows. */
  public synchronized long moment() {
    return changes;
  }

  /**
   * A place for values that follow from deciding records. They are counted in the memory for
   * clients, and given up when that is short.
   *
   * @param kind what they are counted as
   * @param parts they have one of so many parts of that memory; those that were not asked for
   *     longest go first
   * @param bytes those of a value
   */
  public synchronized <K, V> Memory<K, V> memory(
      MemoryKind kind, int parts, ToLongFunction<V> bytes) {
    Memory<K, V> memory = new Memory<>(kind, budget.share(parts), bytes);
    memories.add(memory);
    budget.onShortage(memory);
    return memory;
  }

  /**
   * Values that follow from deciding records, by their keys.
   *
   * @param <K> what a value is found by
   * @param <V> the value
   */
  public final class Memory<K, V> implements MemoryBudget.Cache {
    private final MemoryKind kind;
    private final long most;
    private final ToLongFunction<V> bytes;
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Key, Set<K>> byRecord = new HashMap<>();
    private long size;

    private record Entry<V>(V value, Set<Key> records, long bytes) {}

    private Memory(MemoryKind kind, long most, ToLongFunction<V> bytes) {
      this.kind = kind;
      this.most = most;
      this.bytes = bytes;
    }

    /** The value of a key, true at this moment; null if it is not remembered. */
    public @Nullable V get(K key) {
      synchronized (DecidingRecords.this) {
        Entry<V> entry = entries.get(key);
        return entry == null ? null : entry.value;
      }
    }

    /**
     * Remembers a value, unless one of its records is being changed or a change began meanwhile.
     *
     * @param records those that it follows from
     * @param asked the {@link #moment} before the state was read that it follows from
     */
    public void put(K key, V value, Set<Key> records, long asked) {
      synchronized (DecidingRecords.this) {
        if (asked != changes || records.stream().anyMatch(changing::containsKey)) {
          return;
        }
        remove(key);
        Entry<V> entry = new Entry<>(value, Set.copyOf(records), bytes.applyAsLong(value));
        entries.put(key, entry);
        count(entry.bytes);
        for (Key record : entry.records) {
          byRecord.computeIfAbsent(record, r -> new HashSet<>()).add(key);
        }
        forgetDownTo(most);
      }
    }

    private void forgetDownTo(long rest) {
      while (size > rest) {
        Iterator<K> oldest = entries.keySet().iterator();
        remove(oldest.next());
      }
    }

    private void count(long more) {
      size += more;
      budget.add(kind, more);
    }

    @Override
    public void giveUp() {
      synchronized (DecidingRecords.this) {
        forgetDownTo(0);
      }
    }

    private void forget(Key record) {
      Set<K> keys = byRecord.remove(record);
      if (keys != null) {
        keys.forEach(this::remove);
      }
    }

    private void remove(K key) {
      Entry<V> entry = entries.remove(key);
      if (entry == null) {
        return;
      }
      count(-entry.bytes);
      for (Key record : entry.records) {
        byRecord.computeIfPresent(
            record, (r, keys) -> keys.remove(key) && keys.isEmpty() ? null : keys);
      }
    }
  }
}
