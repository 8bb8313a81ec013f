package dev.syncer.transport.undertow;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Frame;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.LiveOutlet;
import dev.syncer.rpc.core.LiveSession;
import dev.syncer.rpc.core.LiveSessions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * One WebSocket. Bytes are read, and written, on the connection's I/O thread; that thread alone
 * calls the session and owns every field that is not final. Other threads only add to the queue and
 * ask the lane for a turn.
 *
 * <p>The end, whoever begins it: the last buffer of the queue is a close frame. When it is out, and
 * the peer's close frame is in, the socket closes. A peer that does not play along is cut after the
 * close timeout. After a fault nothing more of the peer is understood: the sending side is shut, so
 * that the close frame arrives, and what comes in is thrown away until the peer closes.
 */
final class WebSocketConnection implements LiveOutlet, FrameReader.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);

  /** Reads, and writes, before other connections of the I/O thread get their turn. */
  private static final int TURN = 4;

  private final StreamConnection connection;
  private final ConduitStreamSourceChannel source;
  private final ConduitStreamSinkChannel sink;
  private final IoLane lane;
  private final OpenSockets open;
  private final SocketLimits limits;
  private final OutboundQueue queue;
  private final FrameReader reader;
  private final AtomicBoolean hasTurn = new AtomicBoolean();

  private @Nullable LiveSession session;
  private XnioExecutor.@Nullable Key cutTimer;
  private boolean isBlocked;
  private boolean isPaused;
  private boolean isDeaf;
  private boolean isPeerClosed;
  private boolean isCut;

  WebSocketConnection(
      StreamConnection connection, IoLane lane, OpenSockets open, SocketLimits limits) {
    this.connection = connection;
    this.source = connection.getSourceChannel();
    this.sink = connection.getSinkChannel();
    this.lane = lane;
    this.open = open;
    this.limits = limits;
    this.queue = new OutboundQueue(limits.share(), limits.mostPending());
    this.reader = new FrameReader(limits.maxMessage());
  }

  /** Begins to read. Called once, on the I/O thread. */
  void begin(LiveSessions sessions, Caller caller) {
    open.add(this);
    sink.setWriteListener(channel -> writable());
    source.setReadListener(channel -> readable());
    try {
      session = sessions.open(this, caller);
    } catch (RuntimeException e) {
      failed(e);
    }
    // Frames that came with the handshake wait in the channel, and would not wake it.
    source.wakeupReads();
  }

  @Override
  public void send(Frame frame) {
    add(frame.encodedBy(WebSocketFrames.ENCODING));
  }

  @Override
  public void sendMessage(byte[] json) {
    add(WebSocketFrames.text(json));
  }

  @Override
  public long pendingBytes() {
    return queue.pending();
  }

  @Override
  public void close(CloseCode code, String reason) {
    if (queue.close(WebSocketFrames.close(code.number(), reason))) {
      lane.execute(this::awaitEnd);
      askForTurn();
    }
  }

  private void add(ByteBuffer bytes) {
    switch (queue.add(bytes)) {
      case DONE -> askForTurn();
      case OVERFLOW -> {
        queue.discard();
        LOG.info("A WebSocket is cut: too much waits for a peer that does not read");
        lane.execute(this::cut);
      }
      case REFUSED -> {} // as the contract of an outlet says
    }
  }

  private void askForTurn() {
    if (hasTurn.compareAndSet(false, true)) {
      lane.write(this);
    }
  }

  /** Writes what waits. Called by the lane. */
  void flush() {
    hasTurn.set(false);
    if (!isBlocked && !isCut) {
      drain();
    }
  }

  private void writable() {
    isBlocked = false;
    drain();
    if (!isBlocked) {
      sink.suspendWrites();
    }
  }

  private void drain() {
    try {
      for (int i = 0; i < TURN; i++) {
        int count = queue.next(lane.output);
        if (count == 0) {
          endIfWritten();
          return;
        }
        if (!write(count)) {
          isBlocked = true;
          sink.resumeWrites();
          return;
        }
        if (isCut) {
          return;
        }
      }
      askForTurn();
    } catch (IOException e) {
      cut(); // the peer is gone
    }
  }

  /** One gathering write; false if the socket takes no more for now. */
  private boolean write(int count) throws IOException {
    @Nullable ByteBuffer[] output = lane.output;
    ByteBuffer last = output[count - 1];
    int limit = last.limit();
    // The JDK copies a buffer of the heap at each write, sent or not: offer a part of a large one.
    last.limit(Math.min(limit, last.position() + limits.largestWrite()));
    boolean isWhole;
    long written;
    try {
      written = sink.write(output, 0, count);
      isWhole = !last.hasRemaining();
    } finally {
      last.limit(limit);
      Arrays.fill(output, 0, count, null);
    }
    if (queue.written(written)) {
      resumeReading();
      tell(LiveSession::drained);
    }
    return isWhole;
  }

  private void readable() {
    if (queue.pending() > limits.readPause()) {
      // Who does not read answers gets no more of them: what waits for one peer has a bound.
      isPaused = true;
      source.suspendReads();
      return;
    }
    ByteBuffer input = lane.input;
    try {
      for (int i = 0; i < TURN && !isCut; i++) {
        input.clear();
        int count = source.read(input);
        if (count < 0) {
          cut();
          return;
        }
        if (count == 0) {
          return;
        }
        if (!isDeaf) {
          reader.read(input.flip(), this);
        }
      }
    } catch (WebSocketFault e) {
      end(WebSocketFrames.close(e.code().number(), String.valueOf(e.getMessage())));
    } catch (IOException e) {
      cut();
    }
  }

  private void resumeReading() {
    if (isPaused) {
      isPaused = false;
      source.wakeupReads();
    }
  }

  @Override
  public void text(byte[] utf8) {
    if (!queue.isClosed()) {
      tell(session -> session.message(utf8));
    }
  }

  @Override
  public void ping(byte[] payload) {
    add(WebSocketFrames.pong(payload));
  }

  @Override
  public void closing(int code) {
    isPeerClosed = true;
    end(WebSocketFrames.close(code, ""));
  }

  /** Ends with this as the last frame; what the peer still sends is thrown away. */
  private void end(ByteBuffer closeFrame) {
    isDeaf = true;
    if (queue.isClosed() && queue.pending() == 0) {
      endIfWritten();
      return;
    }
    queue.closeNow(closeFrame);
    awaitEnd();
    endSession();
    askForTurn();
  }

  private void awaitEnd() {
    if (cutTimer == null && !isCut) {
      cutTimer = lane.executeAfter(this::cut, limits.closeTimeout().toMillis());
      resumeReading();
    }
  }

  private void endIfWritten() {
    if (!queue.isClosed() || isCut) {
      return;
    }
    if (isPeerClosed) {
      cut();
    } else if (isDeaf) {
      try {
        sink.shutdownWrites();
        sink.flush();
      } catch (IOException e) {
        cut();
      }
    }
  }

  /** Closes the socket at once. Called on the I/O thread. */
  void cut() {
    if (isCut) {
      return;
    }
    isCut = true;
    queue.discard();
    if (cutTimer != null) {
      cutTimer.remove();
    }
    IoUtils.safeClose(connection);
    open.remove(this);
    endSession();
  }

  /** Closes the socket at once. Called by any thread. */
  void cutSoon() {
    lane.execute(this::cut);
  }

  private void endSession() {
    LiveSession ended = session;
    session = null;
    if (ended != null) {
      try {
        ended.closed();
      } catch (RuntimeException e) {
        LOG.error("A session failed at its end", e);
      }
    }
  }

  private interface Call {
    void to(LiveSession session);
  }

  private void tell(Call call) {
    LiveSession current = session;
    if (current == null) {
      return;
    }
    try {
      call.to(current);
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void failed(RuntimeException e) {
    LOG.error("A session failed; its connection is closed", e);
    close(CloseCode.INTERNAL_ERROR, "internal error");
  }
}
