package dev.syncer.transport.undertow;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Frame;
import dev.syncer.rpc.core.EventOutlet;
import dev.syncer.rpc.core.LiveStream;
import dev.syncer.rpc.core.RpcResponse;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;

/**
 * A request that is answered by events, as they come. Bytes are written on the connection's I/O
 * thread, which owns every field that is not final; other threads queue them.
 */
final class EventStream implements EventOutlet, SocketWriter.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final HttpString NO_SNIFF = new HttpString("X-Content-Type-Options");
  private static final HttpString ACCEL_BUFFERING = new HttpString("X-Accel-Buffering");

  /** Parts of a heartbeat in which a peer takes nothing of what waits, after which it is cut. */
  private static final int IDLE_PARTS = 12;

  private final HttpServerExchange exchange;
  private final EventFormat format;
  private final HttpAnswers answers;
  private final IoLane lane;
  private final SocketLimits limits;
  private final SocketWriter writer;
  private @Nullable LiveStream stream;
  private @Nullable PeerWatch watch;
  private @Nullable StreamSinkChannel sink;
  private XnioExecutor.@Nullable Key cutTimer;
  private long writtenBefore;
  private int idleParts;
  private boolean isEnding;
  private boolean isOver;

  EventStream(
      HttpServerExchange exchange,
      EventFormat format,
      HttpAnswers answers,
      IoLane lane,
      SocketLimits limits) {
    this.exchange = exchange;
    this.format = format;
    this.answers = answers;
    this.lane = lane;
    this.limits = limits;
    this.writer = new SocketWriter(lane, limits, this);
  }

  /**
   * Begins. Called once, on the I/O thread, outside of the call of a handler.
   *
   * @param sessions opens the session's side
   */
  void begin(Function<EventOutlet, LiveStream> sessions) {
    exchange.addExchangeCompleteListener(
        (completed, next) -> {
          lane.execute(this::over);
          next.proceed();
        });
    watch = PeerWatch.begin(exchange, this::cut);
    try {
      stream = sessions.apply(this);
    } catch (RuntimeException e) {
      LOG.error("A stream could not be opened", e);
      cut();
    }
  }

  @Override
  public void refuse(RpcResponse response) {
    lane.execute(
        () -> {
          if (!isOver) {
            endWatch();
            answers.send(exchange, response);
          }
        });
  }

  @Override
  public void begin(byte[] subscriptions, String place) {
    format.begin(subscriptions, place).forEach(writer::add);
    lane.execute(this::beginAnswer);
  }

  private void beginAnswer() {
    if (isOver) {
      return;
    }
    HeaderMap headers = exchange.getResponseHeaders();
    exchange.setStatusCode(StatusCodes.OK);
    headers.put(Headers.CONTENT_TYPE, format.contentType());
    headers.put(Headers.CACHE_CONTROL, "no-store");
    headers.put(NO_SNIFF, "nosniff");
    // A proxy that gathers the answer before it hands it on would hold the events back.
    headers.put(ACCEL_BUFFERING, "no");
    if (format.endsConnection()) {
      exchange.setPersistent(false);
    }
    StreamSinkChannel opened = exchange.getResponseChannel();
    sink = opened;
    writer.open(opened);
  }

  @Override
  public void event(Frame frame, String place) {
    format.event(frame, place).forEach(bytes -> writer.add(bytes, frame));
  }

  @Override
  public void beat() {
    // Nothing on top of what waits already.
    if (writer.pending() == 0) {
      format.beat().forEach(writer::add);
    }
  }

  @Override
  public void pass() {
    lane.execute(this::countPart);
  }

  private void countPart() {
    boolean isIdle = writer.pending() > 0 && writer.written() == writtenBefore;
    writtenBefore = writer.written();
    idleParts = isIdle ? idleParts + 1 : 0;
    if (idleParts >= IDLE_PARTS) {
      LOG.info("A stream is cut: its peer has taken nothing for more than two heartbeats");
      cut();
    }
  }

  @Override
  public long pendingBytes() {
    return writer.pending();
  }

  @Override
  public void close(CloseCode code, String reason) {
    List<ByteBuffer> end = format.end(code, reason);
    if (end.isEmpty()) {
      lane.execute(this::cut);
      return;
    }
    end.subList(0, end.size() - 1).forEach(writer::add);
    if (writer.close(end.get(end.size() - 1))) {
      lane.execute(this::awaitEnd);
    }
  }

  private void awaitEnd() {
    if (!isOver && cutTimer == null) {
      cutTimer = lane.executeAfter(this::cut, limits.closeTimeout().toMillis());
    }
  }

  @Override
  public void drained() {
    LiveStream open = stream;
    if (open != null) {
      open.drained();
    }
  }

  /** The answer ends. */
  @Override
  public void finished() {
    StreamSinkChannel open = sink;
    if (isOver || isEnding || open == null) {
      return;
    }
    isEnding = true;
    endWatch();
    try {
      open.shutdownWrites();
      if (!open.flush()) {
        open.getWriteSetter()
            .set(ChannelListeners.flushingChannelListener(flushed -> {}, (failed, e) -> cut()));
        open.resumeWrites();
      }
    } catch (IOException e) {
      cut();
    }
  }

  @Override
  public void failed() {
    cut();
  }

  private void endWatch() {
    PeerWatch known = watch;
    if (known != null) {
      known.end();
    }
  }

  /** Closes the connection at once. */
  private void cut() {
    if (!isOver) {
      endWatch();
      over();
      IoUtils.safeClose(exchange.getConnection());
    }
  }

  /** The answer is out, or never will be. */
  private void over() {
    if (isOver) {
      return;
    }
    isOver = true;
    writer.discard();
    if (cutTimer != null) {
      cutTimer.remove();
    }
    LiveStream ended = stream;
    stream = null;
    if (ended != null) {
      ended.closed();
    }
  }
}
