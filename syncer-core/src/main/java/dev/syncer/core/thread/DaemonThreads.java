package dev.syncer.core.thread;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the threads of a node: daemons, so that none of them keeps a JVM alive, with names that say
 * in a thread dump whose they are. Safe for use by many threads.
 */
public final class DaemonThreads {

  /** Threads that all have one name, for a part that has one at a time. */
  public ThreadFactory named(String name) {
    return task -> daemon(task, name);
  }

  /** Threads with a name and a number, from 1 on. */
  public ThreadFactory numbered(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> daemon(task, name + "-" + count.incrementAndGet());
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
