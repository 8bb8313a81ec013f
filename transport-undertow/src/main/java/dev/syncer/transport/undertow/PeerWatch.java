package dev.syncer.transport.undertow;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Notices that the peer has gone whose whole request is here and whose answer is not out yet.
 * Undertow reads nothing meanwhile, and would see it when something is written. Used on the I/O
 * thread.
 */
final class PeerWatch {
  private final AbstractServerConnection connection;
  private final ConduitStreamSourceChannel source;
  private final Runnable gone;
  private boolean isOver;

  private PeerWatch(AbstractServerConnection connection, Runnable gone) {
    this.connection = connection;
    this.source = connection.getChannel().getSourceChannel();
    this.gone = gone;
  }

  /**
   * Begins to watch.
   *
   * @param exchange with a complete request
   * @param gone called on the I/O thread, at most once
   */
  static PeerWatch begin(HttpServerExchange exchange, Runnable gone) {
    PeerWatch watch = new PeerWatch((AbstractServerConnection) exchange.getConnection(), gone);
    watch.begin();
    return watch;
  }

  private void begin() {
    if (connection.getExtraBytes() != null) {
      isOver = true; // the next request is here already, so the peer is
      return;
    }
    // What cut the request's body out of the stream is done; its end would look like the peer's.
    source.setConduit(connection.getOriginalSourceConduit());
    source.setReadListener(channel -> readable());
    source.resumeReads();
  }

  private void readable() {
    if (isOver) {
      return;
    }
    PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
    boolean isKept = false;
    try {
      int count = source.read(pooled.getBuffer());
      if (count < 0) {
        end();
        gone.run();
      } else if (count > 0) {
        // The beginning of the next request, which Undertow reads when this one is answered.
        pooled.getBuffer().flip();
        connection.setExtraBytes(pooled);
        isKept = true;
        end();
      }
    } catch (IOException e) {
      end();
      gone.run();
    } finally {
      if (!isKept) {
        pooled.close();
      }
    }
  }

  /** Ends the watch; the answer may follow. */
  void end() {
    if (!isOver) {
      isOver = true;
      source.suspendReads();
      source.setReadListener(null);
    }
  }
}
