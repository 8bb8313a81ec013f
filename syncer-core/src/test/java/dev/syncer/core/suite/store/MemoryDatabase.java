package dev.syncer.core.suite.store;

import java.util.UUID;

/** What outlives a store that is closed: the last state, and which history it is of. */
final class MemoryDatabase {
  private final String epoch = random();
  private final String secret = random() + random();
  private volatile MemoryState state = MemoryState.EMPTY;

  private static String random() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  String epoch() {
    return epoch;
  }

  String secret() {
    return secret;
  }

  /** The last state that was committed. */
  MemoryState state() {
    return state;
  }

  void commit(MemoryState next) {
    state = next;
  }
}
