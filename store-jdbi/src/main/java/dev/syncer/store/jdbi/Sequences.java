package dev.syncer.store.jdbi;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The last number that each table gave, for the one thread that writes. Nobody else gives numbers,
 * so what it knows stays true until something is rolled back.
 */
final class Sequences {
  private final Map<String, Long> last = new HashMap<>();

  /** The last number of a table; looked up where it is not known. */
  long last(String table, ToLongFunction<String> lookUp) {
    return last.computeIfAbsent(table, lookUp::applyAsLong);
  }

  /** The table has given numbers up to this one. */
  void given(String table, long number) {
    last.put(table, number);
  }

  /** Something was rolled back: the numbers it took come again. */
  void forget() {
    last.clear();
  }
}
