package dev.syncer.transport.undertow;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.StreamConnection;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/** Shows the bytes of a connection to its {@link FramingScanner} as Undertow reads them. */
final class FramingConduit extends AbstractStreamSourceConduit<StreamSourceConduit> {
  private final FramingScanner scanner = new FramingScanner();

  private FramingConduit(StreamSourceConduit next) {
    super(next);
  }

  /** Lays it below all that reads from the connection. */
  static void layBelow(StreamConnection connection) {
    connection
        .getSourceChannel()
        .setConduit(new FramingConduit(connection.getSourceChannel().getConduit()));
  }

  /** The scanner of the connection that a request came on. */
  static FramingScanner scanner(HttpServerExchange exchange) {
    StreamSourceConduit lowest =
        ((AbstractServerConnection) exchange.getConnection()).getOriginalSourceConduit();
    return ((FramingConduit) lowest).scanner;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int from = into.position();
    int count = next.read(into);
    if (count > 0) {
      scanner.scan(into.duplicate().position(from).limit(from + count));
    }
    return count;
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (into[i].hasRemaining()) {
        return read(into[i]);
      }
    }
    return 0;
  }

  @Override
  public long transferTo(long position, long count, FileChannel target) throws IOException {
    return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
  }

  @Override
  public long transferTo(long count, ByteBuffer throughBuffer, StreamSinkChannel target)
      throws IOException {
    return Conduits.transfer(this, count, throughBuffer, target);
  }
}
