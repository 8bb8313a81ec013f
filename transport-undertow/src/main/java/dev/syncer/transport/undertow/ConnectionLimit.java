package dev.syncer.transport.undertow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/**
 * Lets an address hold so many connections, and turns further ones away before anything of them is
 * read. Which are still open is looked up when it matters, so that no way of closing is missed.
 */
final class ConnectionLimit implements ChannelListener<StreamConnection> {
  private static final long GOODBYE_MILLIS = 1000;

  private final int limit;
  private final ChannelListener<? super StreamConnection> next;
  private final byte[] refusal;
  private final Map<InetAddress, Set<StreamConnection>> connections = new HashMap<>();
  private int untilSweep = 1000;

  /**
   * @param limit connections of one address; 0 for any number
   * @param body JSON that a connection past the limit is sent away with
   */
  ConnectionLimit(int limit, ChannelListener<? super StreamConnection> next, byte[] body) {
    this.limit = limit;
    this.next = next;
    this.refusal = response(body);
  }

  private static byte[] response(byte[] body) {
    String head =
        "HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nRetry-After: 1\r\n"
            + "Connection: close\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(start.length + body.length).put(start).put(body).array();
  }

  @Override
  public void handleEvent(StreamConnection connection) {
    if (limit == 0 || isWithin(connection)) {
      next.handleEvent(connection);
    } else {
      turnAway(connection);
    }
  }

  private synchronized boolean isWithin(StreamConnection connection) {
    InetSocketAddress peer = connection.getPeerAddress(InetSocketAddress.class);
    if (peer == null) {
      return true;
    }
    if (--untilSweep <= 0) {
      connections.values().removeIf(ConnectionLimit::hasNone);
      untilSweep = 1000 + connections.size();
    }
    Set<StreamConnection> known =
        connections.computeIfAbsent(peer.getAddress(), address -> new HashSet<>());
    if (known.size() >= limit) {
      known.removeIf(one -> !one.isOpen());
    }
    return known.size() < limit && known.add(connection);
  }

  private static boolean hasNone(Set<StreamConnection> known) {
    known.removeIf(connection -> !connection.isOpen());
    return known.isEmpty();
  }

  /** Says why, and leaves the peer a moment to read it. */
  private void turnAway(StreamConnection connection) {
    try {
      connection.getSinkChannel().write(ByteBuffer.wrap(refusal));
      connection.getSinkChannel().shutdownWrites();
      connection.getSinkChannel().flush();
      connection
          .getIoThread()
          .executeAfter(() -> IoUtils.safeClose(connection), GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (IOException | RuntimeException e) {
      IoUtils.safeClose(connection);
    }
  }
}
