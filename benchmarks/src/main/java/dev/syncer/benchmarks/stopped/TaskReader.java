package dev.syncer.benchmarks.stopped;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One WebSocket that subscribes to the tasks of a stage, or to all. Cheap, so that a thousand fit
 * beside a server: of a commit it looks for two numbers in the bytes. It is read by the thread of
 * {@link TaskReaders}.
 */
final class TaskReader {
  private static final byte[] COMMIT =
      "{\"jsonrpc\":\"2.0\",\"method\":\"syncer.commit\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SUBSCRIBED = "\"subscription\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] RESET = "\"syncer.reset\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ERROR = "\"error\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SEQUENCE = "\"seq\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SENT = "\"sent\":".getBytes(StandardCharsets.US_ASCII);
  private static final int TEXT = 0x81;
  private static final int CLOSE = 0x88;
  private static final int PATIENCE_MILLIS = 20_000;

  private final SocketChannel channel;
  private final int stage;
  private final @Nullable TaskView view;
  private final long[] last = new long[TaskWriters.LANES];
  private byte[] partial = {};
  private @Nullable SelectionKey key;
  private volatile boolean isSubscribed;
  private volatile long count;
  private volatile long bytes;
  private volatile @Nullable String fault;

  private TaskReader(SocketChannel channel, int stage, @Nullable TaskView view) {
    this.channel = channel;
    this.stage = stage;
    this.view = view;
    Arrays.fill(last, -1);
  }

  /**
   * Connects, and asks for what it wants to see; the answer is still to come.
   *
   * @param stage whose tasks it sees; 0 for all
   * @param view what it holds, for which it begins with a snapshot; null if it only counts
   * @param receiveBuffer bytes of the socket's buffer; 0 for the system's default
   */
  static TaskReader connect(
      URI server, String token, int stage, @Nullable TaskView view, int receiveBuffer)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    if (receiveBuffer > 0) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
    }
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.connect(new InetSocketAddress(server.getHost(), server.getPort()));
    TaskReader reader = new TaskReader(channel, stage, view);
    reader.upgrade(server, token);
    reader.send(
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"syncer.hello\",\"params\":{\"client\":\"b\"}}");
    reader.send(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"syncer.subscribe\",\"params\":"
            + "{\"channel\":\"demo:bench.task\""
            + (view == null ? "" : ",\"snapshot\":true")
            + (stage == 0 ? "" : ",\"filter\":[[\"stage_id\",\"=\"," + stage + "]]")
            + "}}");
    return reader;
  }

  private void upgrade(URI server, String token) throws IOException {
    String request =
        "GET /syncer/websocket HTTP/1.1\r\n"
            + "Host: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Protocol: syncer.v1\r\nAuthorization: Bearer %s\r\n\r\n";
    write(request.formatted(server.getAuthority(), token).getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    channel.socket().setSoTimeout(PATIENCE_MILLIS);
    InputStream input = channel.socket().getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) { // byte by byte: what follows stays in the socket
      int one = input.read();
      if (one < 0) {
        throw new IOException("closed after: " + head);
      }
      head.append((char) one);
    }
    if (!head.toString().startsWith("HTTP/1.1 101 ")) {
      throw new IOException("no upgrade, but: " + head);
    }
  }

  /** Sends a message: masked, with a mask of zeros. */
  void send(String text) throws IOException {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 8).put((byte) TEXT);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    }
    frame.putInt(0).put(payload).flip();
    write(Arrays.copyOf(frame.array(), frame.limit()));
  }

  private void write(byte[] all) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(all);
    channel.write(rest);
    if (rest.hasRemaining()) {
      throw new IOException("the socket takes no more");
    }
  }

  SocketChannel channel() {
    return channel;
  }

  /** Is told under which key its channel is selected. */
  void registered(SelectionKey selected) {
    key = selected;
  }

  /** From now on nothing is read from the socket, but for what is being read at this moment. */
  void stop() {
    interest(0);
  }

  void readAgain() {
    interest(SelectionKey.OP_READ);
  }

  private void interest(int operations) {
    SelectionKey selected = key;
    if (selected == null) {
      throw new IllegalStateException("not read by anybody");
    }
    selected.interestOps(operations);
    selected.selector().wakeup();
  }

  boolean isStopped() {
    return key != null && key.isValid() && key.interestOps() == 0;
  }

  int stage() {
    return stage;
  }

  /** Whether the answer to its request has come. */
  boolean isSubscribed() {
    return isSubscribed;
  }

  /** Commits that have come. */
  long count() {
    return count;
  }

  /** Bytes of all that has come. */
  long bytes() {
    return bytes;
  }

  /** What went wrong first; null if nothing has. */
  @Nullable String fault() {
    return fault;
  }

  void fail(String what) {
    if (fault == null) {
      fault = "a reader of stage " + stage + ": " + what;
    }
  }

  /**
   * Takes what has come. Called by the thread that reads.
   *
   * @param buffer for one read, with an array behind it
   * @param epoch of {@code System.nanoTime()}, from which on times are told
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  void readable(ByteBuffer buffer, Latencies latencies, long epoch) throws IOException {
    buffer.clear().put(partial);
    int read = channel.read(buffer);
    if (read < 0) {
      throw new IOException("the server has closed the connection");
    }
    bytes = bytes + read;
    long now = (System.nanoTime() - epoch) / 1_000;
    buffer.flip();
    while (frame(buffer, latencies, now)) {}
    if (buffer.remaining() == buffer.capacity()) {
      throw new IOException("a message is larger than " + buffer.capacity() + " bytes");
    }
    partial = Arrays.copyOfRange(buffer.array(), buffer.position(), buffer.limit());
  }

  /** Takes a frame; false if it is not whole. */
  private boolean frame(ByteBuffer buffer, Latencies latencies, long now) throws IOException {
    int begin = buffer.position();
    if (buffer.remaining() < 2) {
      return false;
    }
    int kind = buffer.get() & 0xFF;
    int size = buffer.get();
    int head = size == 127 ? 8 : size == 126 ? 2 : 0;
    if (buffer.remaining() >= head) {
      long length = head == 8 ? buffer.getLong() : head == 2 ? buffer.getShort() & 0xFFFF : size;
      if (buffer.remaining() >= length) {
        int from = buffer.position();
        int to = from + (int) length;
        buffer.position(to);
        take(kind, buffer.array(), from, to, latencies, now);
        return true;
      }
    }
    buffer.position(begin);
    return false;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  private void take(int kind, byte[] all, int from, int to, Latencies latencies, long now)
      throws IOException {
    if (kind == CLOSE) {
      throw new IOException("closed: " + new String(all, from, to - from, StandardCharsets.UTF_8));
    }
    if (view != null) {
      view.apply(JsonMapper.shared().readTree(all, from, to - from));
    }
    if (find(COMMIT, all, from, Math.min(to, from + COMMIT.length)) >= 0) {
      commit(all, from, to, latencies, now);
      count = count + 1;
    } else if (!isSubscribed && find(SUBSCRIBED, all, from, to) >= 0) {
      isSubscribed = true;
    } else if (find(RESET, all, from, to) >= 0) {
      fail("a reset");
    } else if (find(ERROR, all, from, to) >= 0) {
      fail(new String(all, from, to - from, StandardCharsets.UTF_8));
    }
  }

  private void commit(byte[] all, int from, int to, Latencies latencies, long now) {
    int sequenceAt = find(SEQUENCE, all, from, to);
    if (sequenceAt < 0) {
      return; // an unlink, which has no values
    }
    long sequence = number(all, sequenceAt, to);
    int lane = (int) (sequence % TaskWriters.LANES);
    if (sequence <= last[lane]) {
      fail("commit " + sequence + " after " + last[lane]);
    }
    last[lane] = sequence;
    int sentAt = find(SENT, all, sequenceAt, to);
    if (sentAt >= 0 && view == null) {
      latencies.add(now - number(all, sentAt, to));
    }
  }

  /** Where the bytes after the wanted ones begin; -1 if they are not there. */
  private static int find(byte[] wanted, byte[] all, int from, int to) {
    for (int i = from; i + wanted.length <= to; i++) {
      if (Arrays.equals(wanted, 0, wanted.length, all, i, i + wanted.length)) {
        return i + wanted.length;
      }
    }
    return -1;
  }

  private static long number(byte[] all, int from, int to) {
    long number = 0;
    for (int i = from; i < to && all[i] >= '0' && all[i] <= '9'; i++) {
      number = 10 * number + all[i] - '0';
    }
    return number;
  }
}
