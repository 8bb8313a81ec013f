package dev.syncer.transport.undertow;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * Reads the body of one request on its I/O thread. Undertow's receiver would take memory as the
 * request promises it, and wait for the rest of a body for ever.
 */
final class RequestBody {
  private static final byte[] EMPTY = {};

  /** For how long a body is dropped that nobody wants. */
  private static final Duration LINGER = Duration.ofSeconds(5);

  private final HttpServerExchange exchange;
  private final int limit;
  private final Receiver receiver;
  private @Nullable ByteArrayOutputStream collected;
  private XnioExecutor.@Nullable Key timer;
  private boolean isOver;

  private RequestBody(HttpServerExchange exchange, int limit, Receiver receiver) {
    this.exchange = exchange;
    this.limit = limit;
    this.receiver = receiver;
  }

  /** Who wants the body. One of the methods is called, once, on the I/O thread. */
  interface Receiver {
    void read(byte[] body);

    /** The body is larger than the limit, or was not there in time. */
    void failed(boolean isTooLong);

    /** The body is not framed well. */
    void broken(String fault);
  }

  /**
   * Begins to read. Called on the I/O thread, outside of the call of a handler.
   *
   * @param limit bytes of the largest body
   * @param time how long it may take
   */
  static void read(HttpServerExchange exchange, int limit, Duration time, Receiver receiver) {
    if (exchange.isRequestComplete()) {
      receiver.read(EMPTY);
      return;
    }
    if (exchange.getRequestContentLength() > limit) {
      cut(exchange, time);
      receiver.failed(true);
      return;
    }
    new RequestBody(exchange, limit, receiver).begin(time);
  }

  /**
   * Sees to it that a request whose body nobody wants ends. What comes of the body is dropped, for
   * a moment, so that the answer arrives; Undertow alone would go on with that for ever.
   *
   * @param time how long a wanted body may take: one that is not wanted gets no more
   */
  static void cut(HttpServerExchange exchange, Duration time) {
    if (exchange.isRequestComplete()) {
      return;
    }
    if (HttpContinue.requiresContinueResponse(exchange)) {
      // The client waits for leave to send the body, and never gets it.
      exchange.setPersistent(false);
    }
    Duration linger = time.compareTo(LINGER) < 0 ? time : LINGER;
    XnioExecutor.Key timer =
        later(exchange, () -> IoUtils.safeClose(exchange.getConnection()), linger);
    exchange.addExchangeCompleteListener(
        (completed, next) -> {
          timer.remove();
          next.proceed();
        });
  }

  /**
   * Sees to it that a connection ends that a request is the last on: Undertow closes its own half,
   * and would read what the peer still sends for ever.
   */
  static void endWith(HttpServerExchange exchange) {
    exchange.addExchangeCompleteListener(
        (completed, next) -> {
          if (!completed.isPersistent() && !completed.isUpgrade()) {
            later(completed, () -> IoUtils.safeClose(completed.getConnection()), LINGER);
          }
          next.proceed();
        });
  }

  /** Where the server's threads are ending nothing comes later: they close the connection. */
  private static XnioExecutor.Key later(HttpServerExchange exchange, Runnable task, Duration time) {
    try {
      return exchange.getIoThread().executeAfter(task, time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      return XnioExecutor.Key.IMMEDIATE;
    }
  }

  private void begin(Duration time) {
    StreamSourceChannel channel = exchange.getRequestChannel();
    channel.getReadSetter().set(ready -> pull(ready));
    if (HttpContinue.requiresContinueResponse(exchange)) {
      HttpContinue.sendContinueResponse(exchange, afterContinue(channel));
    } else {
      pull(channel);
    }
    if (!isOver) {
      timer = later(exchange, this::timeOut, time);
      channel.resumeReads();
    }
  }

  private IoCallback afterContinue(StreamSourceChannel channel) {
    return new IoCallback() {
      @Override
      public void onComplete(HttpServerExchange sent, Sender sender) {
        exchange.getIoThread().execute(() -> pull(channel));
      }

      @Override
      public void onException(HttpServerExchange sent, Sender sender, IOException e) {
        IoUtils.safeClose(exchange.getConnection());
      }
    };
  }

  private void pull(StreamSourceChannel channel) {
    if (isOver) {
      return;
    }
    try (PooledByteBuffer pooled = exchange.getConnection().getByteBufferPool().allocate()) {
      ByteBuffer buffer = pooled.getBuffer();
      while (true) {
        buffer.clear();
        int count = channel.read(buffer);
        if (count == 0) {
          refuseWhatIsAnnounced();
          return;
        }
        if (count < 0) {
          FramingScanner.Request framing = RequestHead.framing(exchange);
          if (framing != null && framing.status() != 0) {
            refuseWhatIsAnnounced();
            return;
          }
          end();
          receiver.read(collected == null ? EMPTY : collected.toByteArray());
          return;
        }
        if (!collect(buffer.flip())) {
          end();
          cut(exchange, LINGER);
          receiver.failed(true);
          return;
        }
      }
    } catch (IOException e) {
      // The peer is gone, or its chunks make no sense: there is nobody to answer.
      end();
      IoUtils.safeClose(exchange.getConnection());
      exchange.endExchange();
    }
  }

  /** A chunk that will be too long, or is none, is not waited for. */
  private void refuseWhatIsAnnounced() {
    FramingScanner.Request framing = RequestHead.framing(exchange);
    if (framing == null || (framing.status() == 0 && framing.announced() <= limit)) {
      return;
    }
    end();
    exchange.setPersistent(false);
    cut(exchange, LINGER);
    if (framing.status() == 0) {
      receiver.failed(true);
    } else {
      receiver.broken(framing.fault());
    }
  }

  private boolean collect(ByteBuffer bytes) {
    ByteArrayOutputStream all = collected;
    if (all == null) {
      all = new ByteArrayOutputStream(bytes.remaining());
      collected = all;
    }
    if (bytes.remaining() > limit - all.size()) {
      return false;
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    all.writeBytes(copy);
    return true;
  }

  private void timeOut() {
    if (!isOver) {
      end();
      exchange.setPersistent(false);
      cut(exchange, LINGER);
      receiver.failed(false);
    }
  }

  private void end() {
    isOver = true;
    if (timer != null) {
      timer.remove();
    }
  }
}
