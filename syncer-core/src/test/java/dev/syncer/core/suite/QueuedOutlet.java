package dev.syncer.core.suite;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.Outlet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way out whose peer reads when a test says so: what it has not read when the connection breaks
 * is lost.
 */
final class QueuedOutlet implements Outlet {
  private final int weight;
  private final Deque<Frame> unread = new ArrayDeque<>();
  private final List<CloseCode> closes = new ArrayList<>();
  private boolean isReading = true;
  private long unreadBytes;
  private long sent;
  private long read;

  /**
   * @param weight what one byte counts, so that small frames fill the share of a connection
   */
  QueuedOutlet(int weight) {
    this.weight = weight;
  }

  @Override
  public synchronized void send(Frame frame) {
    unread.add(frame);
    sent++;
    unreadBytes += frame.size();
  }

  /** A peer that reads takes all at once. */
  @Override
  public synchronized long pendingBytes() {
    return isReading ? 0 : unreadBytes * weight;
  }

  @Override
  public synchronized void close(CloseCode code, String reason) {
    closes.add(code);
  }

  synchronized void reading(boolean isSo) {
    isReading = isSo;
  }

  synchronized boolean isReading() {
    return isReading;
  }

  synchronized boolean isClosed() {
    return !closes.isEmpty();
  }

  /** The next frame; null if there is none. */
  synchronized @Nullable Frame read() {
    Frame next = unread.poll();
    if (next != null) {
      read++;
      unreadBytes -= next.size();
    }
    return next;
  }

  /** How many frames were sent so far. */
  synchronized long sent() {
    return sent;
  }

  /** How many of them were read. */
  synchronized long readCount() {
    return read;
  }
}
