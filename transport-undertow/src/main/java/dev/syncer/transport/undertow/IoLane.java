package dev.syncer.transport.undertow;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * What all open connections of one I/O thread share: its buffers, and the list of those that have
 * something to write. A broadcast wakes the thread once, however many of its connections it
 * reaches, and a connection writes all that came meanwhile in one call.
 */
final class IoLane implements Runnable {
  /** Connections that write before timers and reads of the thread get their turn. */
  private static final int TURN = 1024;

  private final XnioIoThread thread;
  private final Queue<SocketWriter> unwritten = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isAwake = new AtomicBoolean();

  /** Used by the I/O thread only, for one read. */
  final ByteBuffer input = ByteBuffer.allocateDirect(16 * 1024);

  /** Used by the I/O thread only, for one write. */
  final @Nullable ByteBuffer[] output = new ByteBuffer[64];

  IoLane(XnioIoThread thread) {
    this.thread = thread;
  }

  /** Lets a connection write soon. Called by any thread. */
  void write(SocketWriter connection) {
    unwritten.add(connection);
    wake();
  }

  private void wake() {
    if (isAwake.compareAndSet(false, true)) {
      execute(this);
    }
  }

  @Override
  public void run() {
    isAwake.set(false);
    for (int i = 0; i < TURN; i++) {
      SocketWriter next = unwritten.poll();
      if (next == null) {
        return;
      }
      next.flush();
    }
    wake();
  }

  /** Runs something on the I/O thread, unless the server has stopped. Called by any thread. */
  void execute(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      // The thread has ended, and with it every connection.
    }
  }

  /** Runs something later on the I/O thread; null if the server has stopped. */
  XnioExecutor.@Nullable Key executeAfter(Runnable task, long millis) {
    try {
      return thread.executeAfter(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      return null;
    }
  }
}
