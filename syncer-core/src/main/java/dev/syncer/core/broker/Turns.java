package dev.syncer.core.broker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few threads, shared fairly: users have their turns one after the other, however much work each
 * of them brings, and none takes all threads at once. Within a user it is first come, first served.
 * So work is to be cut into small turns, and to come again for the next. Safe for use by many
 * threads.
 */
final class Turns {
  private static final Logger LOG = LoggerFactory.getLogger(DefaultBroker.class);

  private final int count;
  private final ExecutorService threads;

  /** What waits, by user, in the order of their turns. */
  private final Map<Long, Deque<Runnable>> waiting = new LinkedHashMap<>();

  private final Map<Long, Integer> running = new HashMap<>();
  private int busy;

  /**
   * @param count of threads, 2 or more
   */
  Turns(int count, ThreadFactory factory) {
    this.count = count;
    this.threads = Executors.newFixedThreadPool(count, factory);
  }

  private record Turn(long user, Runnable work) {}

  /** Queues work behind all that waits of the same user. */
  synchronized void enqueue(long user, Runnable work) {
    waiting.computeIfAbsent(user, any -> new ArrayDeque<>()).addLast(work);
    begin();
  }

  /** Pieces of work that wait. */
  synchronized int size() {
    return waiting.values().stream().mapToInt(Deque::size).sum();
  }

  private void begin() {
    while (busy < count) {
      Turn next = next();
      if (next == null) {
        return;
      }
      try {
        threads.execute(() -> run(next));
        busy++;
        running.merge(next.user, 1, Integer::sum);
      } catch (RejectedExecutionException e) {
        LOG.debug("The broker has stopped; a connection stays where it is");
        return;
      }
    }
  }

  private @Nullable Turn next() {
    for (Iterator<Map.Entry<Long, Deque<Runnable>>> users = waiting.entrySet().iterator();
        users.hasNext(); ) {
      Map.Entry<Long, Deque<Runnable>> entry = users.next();
      long user = entry.getKey();
      if (running.getOrDefault(user, 0) < count - 1) {
        Deque<Runnable> theirs = entry.getValue();
        Runnable work = theirs.removeFirst();
        users.remove();
        if (!theirs.isEmpty()) {
          waiting.put(user, theirs); // behind the others
        }
        return new Turn(user, work);
      }
    }
    return null;
  }

  private void run(Turn turn) {
    try {
      turn.work.run();
    } catch (RuntimeException | Error e) {
      LOG.error("A turn ended with what it should have dealt with itself", e);
    } finally {
      ended(turn);
    }
  }

  private synchronized void ended(Turn turn) {
    busy--;
    running.computeIfPresent(turn.user, (user, now) -> now == 1 ? null : now - 1);
    begin();
  }

  /** Interrupts what runs; what waits stays where it is. */
  void close() {
    threads.shutdownNow();
  }
}
