package dev.syncer.core.memory;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How a {@link MemoryBudget} was used at a moment.
 *
 * @param limit bytes that there are
 * @param used bytes that were held, of all kinds
 * @param byKind bytes of each kind, in the order of {@link MemoryKind}
 * @param refusals how often work was refused since the node began, because the rest was too little
 */
public record MemoryUse(long limit, long used, Map<MemoryKind, Long> byKind, long refusals) {
  public MemoryUse {
    byKind = Collections.unmodifiableMap(new EnumMap<>(byKind));
  }

  /** Bytes of one kind. */
  public long of(MemoryKind kind) {
    return byKind.getOrDefault(kind, 0L);
  }
}
