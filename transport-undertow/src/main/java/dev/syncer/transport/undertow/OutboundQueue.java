package dev.syncer.transport.undertow;

import dev.syncer.core.broker.Frame;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What one connection still has to send. Buffers are added by any thread and taken by the I/O
 * thread; their bytes are shared with other connections, position and limit are not.
 */
final class OutboundQueue {
  /** Bytes that are offered to the socket in one call: about what its buffer takes. */
  private static final int OFFER = 256 * 1024;

  /** What became of an addition. */
  enum Addition {
    DONE,
    /** The queue has been closed. */
    REFUSED,
    /** There is far too much in it. */
    OVERFLOW
  }

  private final long low;
  private final long most;
  private final Queue<Waiting> buffers = new ArrayDeque<>();
  private boolean isClosed;
  private boolean isDiscarded;
  private boolean isHigh;

  /** Written under the lock; read without. */
  private volatile long pending;

  /**
   * Bytes that wait.
   *
   * @param frame what they are of, and held for as long as they wait; null where nobody shares them
   */
  private record Waiting(ByteBuffer bytes, @Nullable Frame frame) {
    void drop() {
      if (frame != null) {
        frame.drop();
      }
    }
  }

  /**
   * @param share bytes that may wait; half of it is the mark below which {@link #written} tells
   * @param most bytes after which nothing more is added
   */
  OutboundQueue(long share, long most) {
    this.low = share / 2;
    this.most = most;
  }

  long pending() {
    return pending;
  }

  Addition add(ByteBuffer bytes) {
    return add(bytes, null);
  }

  /** Adds the bytes of a frame, which is held until they are out. */
  synchronized Addition add(ByteBuffer bytes, @Nullable Frame frame) {
    if (isClosed) {
      return Addition.REFUSED;
    }
    if (pending > most) {
      return Addition.OVERFLOW;
    }
    append(bytes, frame);
    return Addition.DONE;
  }

  /** Adds the last buffer; false if there was a last one before. */
  synchronized boolean close(ByteBuffer last) {
    if (isClosed) {
      return false;
    }
    isClosed = true;
    append(last, null);
    return true;
  }

  /** Drops everything; nothing can be added. */
  synchronized void discard() {
    isClosed = true;
    isDiscarded = true;
    buffers.forEach(Waiting::drop);
    buffers.clear();
    pending = 0;
  }

  synchronized boolean isClosed() {
    return isClosed;
  }

  /** Whether the last bytes were added, and are out. */
  synchronized boolean isFinished() {
    return isClosed && buffers.isEmpty();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock, as said at the field
  private void append(ByteBuffer bytes, @Nullable Frame frame) {
    if (frame != null) {
      frame.hold();
    }
    buffers.add(new Waiting(bytes, frame));
    pending = pending + bytes.remaining();
    isHigh |= pending > low;
  }

  /**
   * Lays the next buffers into the array, without removing them.
   *
   * @return how many; 0 if there is nothing to write
   */
  synchronized int next(@Nullable ByteBuffer[] into) {
    int count = 0;
    long bytes = 0;
    for (Waiting waiting : buffers) {
      if (count == into.length || bytes >= OFFER) {
        break;
      }
      into[count++] = waiting.bytes;
      bytes += waiting.bytes.remaining();
    }
    return count;
  }

  /**
   * Removes what has been sent whole.
   *
   * @param bytes how many were sent
   * @return true if the queue has fallen below its mark after it was above it
   */
  synchronized boolean written(long bytes) {
    if (isDiscarded) {
      return false;
    }
    pending -= bytes;
    for (Waiting head = buffers.peek();
        head != null && !head.bytes.hasRemaining();
        head = buffers.peek()) {
      buffers.remove().drop();
    }
    if (isHigh && pending < low) {
      isHigh = false;
      return true;
    }
    return false;
  }
}
