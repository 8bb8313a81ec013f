package dev.syncer.transport.undertow;

import dev.syncer.core.broker.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.channels.StreamSinkChannel;

/**
 * The way out of one connection. Any thread adds buffers; the connection's I/O thread writes them,
 * as many as wait with one call, and calls the owner.
 */
final class SocketWriter {
  private static final Logger LOG = LoggerFactory.getLogger(SocketWriter.class);

  /** Writes before other connections of the I/O thread get their turn. */
  private static final int TURN = 4;

  private final IoLane lane;
  private final SocketLimits limits;
  private final OutboundQueue queue;
  private final Owner owner;
  private final AtomicBoolean hasTurn = new AtomicBoolean();
  private @Nullable StreamSinkChannel sink;
  private long written;
  private boolean isBlocked;
  private boolean isOver;

  SocketWriter(IoLane lane, SocketLimits limits, Owner owner) {
    this.lane = lane;
    this.limits = limits;
    this.queue = new OutboundQueue(limits.share(), limits.mostPending());
    this.owner = owner;
  }

  /** The connection whose way out it is. Called on the I/O thread. */
  interface Owner {

    /** What waits has fallen below half of the share after it was above it. */
    void drained();

    /** The last bytes are out. */
    void finished();

    /** The peer is gone, or reads so little that far too much waits. */
    void failed();
  }

  /** From now on bytes go there. Called once, on the I/O thread. */
  void open(StreamSinkChannel channel) {
    sink = channel;
    channel.getWriteSetter().set(ready -> writable(channel));
    askForTurn();
  }

  /** Bytes that wait. */
  long pending() {
    return queue.pending();
  }

  /** Bytes that the socket has taken so far. Used on the I/O thread. */
  long written() {
    return written;
  }

  boolean isClosed() {
    return queue.isClosed();
  }

  boolean isFinished() {
    return queue.isFinished();
  }

  /** Queues bytes, unless the last ones were queued before. */
  void add(ByteBuffer bytes) {
    add(bytes, null);
  }

  /** Queues the bytes of a frame, unless the last ones were queued before. */
  void add(ByteBuffer bytes, @Nullable Frame frame) {
    switch (queue.add(bytes, frame)) {
      case DONE -> askForTurn();
      case OVERFLOW -> {
        queue.discard();
        LOG.info("A connection is cut: too much waits for a peer that does not read");
        lane.execute(owner::failed);
      }
      case REFUSED -> {} // as the contract of an outlet says
    }
  }

  /** Queues the last bytes; false if there were last ones before. */
  boolean close(ByteBuffer last) {
    boolean isClosing = queue.close(last);
    if (isClosing) {
      askForTurn();
    }
    return isClosing;
  }

  /** Drops everything; nothing is written any more. Called on the I/O thread. */
  void discard() {
    isOver = true;
    queue.discard();
  }

  private void askForTurn() {
    if (hasTurn.compareAndSet(false, true)) {
      lane.write(this);
    }
  }

  /** Writes what waits. Called by the lane. */
  void flush() {
    hasTurn.set(false);
    StreamSinkChannel open = sink;
    if (!isBlocked && open != null) {
      drain(open);
    }
  }

  private void writable(StreamSinkChannel open) {
    isBlocked = false;
    drain(open);
    if (!isBlocked && !isOver) {
      open.suspendWrites();
    }
  }

  private void drain(StreamSinkChannel open) {
    try {
      for (int i = 0; i < TURN; i++) {
        if (isOver) {
          return;
        }
        int count = queue.next(lane.output);
        if (count == 0) {
          // One question, not two: the last bytes may come between "is it empty" and "is it
          // closed".
          if (queue.isFinished()) {
            owner.finished();
          }
          return;
        }
        if (!write(open, count)) {
          isBlocked = true;
          open.resumeWrites();
          return;
        }
      }
      askForTurn();
    } catch (IOException e) {
      owner.failed(); // the peer is gone
    }
  }

  /** One gathering write; false if the socket takes no more for now. */
  private boolean write(StreamSinkChannel open, int count) throws IOException {
    @Nullable ByteBuffer[] output = lane.output;
    ByteBuffer last = output[count - 1];
    int limit = last.limit();
    // The JDK copies a buffer of the heap at each write, sent or not: offer a part of a large one.
    last.limit(Math.min(limit, last.position() + limits.largestWrite()));
    boolean isWhole;
    long taken;
    try {
      taken = open.write(output, 0, count);
      isWhole = !last.hasRemaining();
    } finally {
      last.limit(limit);
      Arrays.fill(output, 0, count, null);
    }
    written += taken;
    if (queue.written(taken)) {
      owner.drained();
    }
    return isWhole;
  }
}
