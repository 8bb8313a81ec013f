package dev.syncer.testkit.base;

import java.util.concurrent.Executor;

/**
 * A thread for each task, for what has to run beside something that waits. The common pool is no
 * place for it: on two processors it has one thread, and since Java 25 everything queues for that.
 */
public final class OwnThreads {
  public static final Executor OWN_THREADS = task -> new Thread(task, "own-thread").start();

  private OwnThreads() {}
}
