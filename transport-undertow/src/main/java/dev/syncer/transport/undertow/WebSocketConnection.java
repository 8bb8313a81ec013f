package dev.syncer.transport.undertow;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Frame;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.LiveOutlet;
import dev.syncer.rpc.core.LiveSession;
import dev.syncer.rpc.core.LiveSessions;
import java.io.IOException;
import java.nio.ByteBuffer;
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
 * close timeout. What came whole before the peer's close frame, or before a fault, is carried out
 * and answered first. After a fault nothing more of the peer is understood: the sending side is
 * shut, so that the close frame arrives, and what comes in is thrown away until the peer closes.
 */
final class WebSocketConnection implements LiveOutlet, FrameReader.Sink, SocketWriter.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);

  /** Reads before other connections of the I/O thread get their turn. */
  private static final int TURN = 4;

  private final StreamConnection connection;
  private final ConduitStreamSourceChannel source;
  private final ConduitStreamSinkChannel sink;
  private final IoLane lane;
  private final OpenSockets open;
  private final SocketLimits limits;
  private final SocketWriter writer;
  private final FrameReader reader;

  private @Nullable LiveSession session;
  private XnioExecutor.@Nullable Key cutTimer;
  private boolean isPaused;
  private boolean isHeld;
  private boolean isDeaf;
  private boolean isPeerClosed;
  private boolean isCut;

  /** What the connection ends with, once the session has done what came before. */
  private volatile @Nullable ByteBuffer lastFrame;

  WebSocketConnection(
      StreamConnection connection, IoLane lane, OpenSockets open, SocketLimits limits) {
    this.connection = connection;
    this.source = connection.getSourceChannel();
    this.sink = connection.getSinkChannel();
    this.lane = lane;
    this.open = open;
    this.limits = limits;
    this.writer = new SocketWriter(lane, limits, this);
    this.reader = new FrameReader(limits.maxMessage());
  }

  /** Begins to read. Called once, on the I/O thread. */
  void begin(LiveSessions sessions, Caller caller) {
    open.add(this);
    writer.open(sink);
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
    writer.add(frame.encodedBy(WebSocketFrames.ENCODING), frame);
  }

  @Override
  public void sendMessage(byte[] json) {
    writer.add(WebSocketFrames.text(json));
  }

  @Override
  public long pendingBytes() {
    return writer.pending();
  }

  @Override
  public void close(CloseCode code, String reason) {
    ByteBuffer known = lastFrame;
    if (writer.close(known == null ? WebSocketFrames.close(code.number(), reason) : known)) {
      lane.execute(this::awaitEnd);
    }
  }

  @Override
  public void ping() {
    writer.add(WebSocketFrames.ping());
  }

  @Override
  public void hold() {
    isHeld = true;
  }

  @Override
  public void readOn() {
    lane.execute(
        () -> {
          isHeld = false;
          resumeReading();
        });
  }

  @Override
  public void drained() {
    resumeReading();
    tell(LiveSession::drained);
  }

  @Override
  public void failed() {
    cut();
  }

  private void readable() {
    ByteBuffer input = lane.input;
    try {
      for (int i = 0; i < TURN && !isCut; i++) {
        // Who does not read answers gets no more of them, and who asks fast waits: what waits for
        // one peer, and of it, has a bound.
        if (writer.pending() > limits.readPause() || (isHeld && !isDeaf)) {
          isPaused = true;
          source.suspendReads();
          return;
        }
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
          tell(LiveSession::heard);
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
    if (!writer.isClosed()) {
      tell(session -> session.message(utf8));
    }
  }

  @Override
  public void ping(byte[] payload) {
    writer.add(WebSocketFrames.pong(payload));
  }

  @Override
  public void closing(int code) {
    isPeerClosed = true;
    end(WebSocketFrames.close(code, ""));
  }

  /**
   * Ends with this as the last frame, behind the answers to what came before; what the peer still
   * sends is thrown away.
   */
  private void end(ByteBuffer closeFrame) {
    isDeaf = true;
    if (writer.isFinished()) {
      finished();
      return;
    }
    lastFrame = closeFrame;
    awaitEnd();
    if (session == null || writer.isClosed()) {
      writer.close(closeFrame); // unless the last frame is on its way already
    } else {
      tell(LiveSession::ending);
    }
  }

  private void awaitEnd() {
    if (cutTimer == null && !isCut) {
      cutTimer = lane.executeAfter(this::cut, limits.closeTimeout().toMillis());
      resumeReading();
    }
  }

  /** The connection ends. */
  @Override
  public void finished() {
    if (isCut) {
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
    writer.discard();
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

  private interface Step {
    void to(LiveSession session);
  }

  private void tell(Step call) {
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
