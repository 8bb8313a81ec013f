package dev.syncer.transport.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;

/**
 * Closes connections on which no request has begun in time after they were let in, whether nothing
 * comes at all or the head comes too slowly. Undertow begins to count with the first byte; until
 * then a connection costs its address a place.
 */
final class FirstHead implements ChannelListener<StreamConnection> {
  private final Duration time;
  private final ChannelListener<? super StreamConnection> next;
  private final Map<StreamConnection, XnioExecutor.Key> waiting = new ConcurrentHashMap<>();

  FirstHead(Duration time, ChannelListener<? super StreamConnection> next) {
    this.time = time;
    this.next = next;
  }

  @Override
  public void handleEvent(StreamConnection connection) {
    try {
      waiting.put(
          connection,
          connection
              .getIoThread()
              .executeAfter(() -> timeOver(connection), time.toMillis(), TimeUnit.MILLISECONDS));
    } catch (RejectedExecutionException e) {
      IoUtils.safeClose(connection); // the server has stopped
      return;
    }
    FramingConduit.layBelow(connection);
    next.handleEvent(connection);
  }

  private void timeOver(StreamConnection connection) {
    if (waiting.remove(connection) != null) {
      IoUtils.safeClose(connection);
    }
  }

  /** A request has begun. */
  void arrived(HttpServerExchange exchange) {
    if (exchange.getConnection() instanceof HttpServerConnection connection) {
      XnioExecutor.Key timer = waiting.remove(connection.getChannel());
      if (timer != null) {
        timer.remove();
      }
    }
  }
}
