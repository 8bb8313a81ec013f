package dev.syncer.testkit.adapters;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A bare TCP connection to a server, for what no well-behaved client sends. Reads time out after
 * ten seconds. Used by one thread.
 */
public final class WireSocket implements AutoCloseable {
  /** What a connection says that ended inside of a frame. */
  public static final String MID_FRAME = "ended inside of a frame";

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int PATIENT_MILLIS = 120_000;
  private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final OutputStream out;
  private final String host;
  private int leftOfChunk;

  private WireSocket(URI server, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    this.out = socket.getOutputStream();
    this.host = server.getAuthority();
  }

  /** Connects to where a server listens. */
  public static WireSocket connect(URI server) {
    return connect(server, 0);
  }

  /**
   * Connects with a small window, so that a server soon has to wait for the reader.
   *
   * @param receiveBuffer bytes of the socket's buffer; 0 for the system's default
   */
  public static WireSocket connect(URI server, int receiveBuffer) {
    try {
      return new WireSocket(server, receiveBuffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends bytes as they are. */
  public WireSocket send(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Sends text as it is. */
  public WireSocket send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends the head of a request with the right {@code Host}, and an empty line.
   *
   * @param start {@code GET /path}
   * @param headers {@code Name: value} each
   */
  public WireSocket request(String start, String... headers) {
    StringBuilder head = new StringBuilder(start).append(" HTTP/1.1\r\nHost: ").append(host);
    for (String header : headers) {
      head.append("\r\n").append(header);
    }
    return send(head.append("\r\n\r\n").toString());
  }

  /** Sends a request whose body is JSON. */
  public WireSocket post(String path, String json, String... headers) {
    String[] all = new String[headers.length + 2];
    all[0] = "Content-Type: application/json";
    all[1] = "Content-Length: " + json.getBytes(StandardCharsets.UTF_8).length;
    System.arraycopy(headers, 0, all, 2, headers.length);
    return request("POST " + path, all).send(json);
  }

  /** Asks for an upgrade to {@code syncer.v1} and reads the answer, whatever it is. */
  public WireResponse upgrade(String... headers) {
    String[] all = new String[headers.length + 5];
    all[0] = "Upgrade: websocket";
    all[1] = "Connection: keep-alive, Upgrade";
    all[2] = "Sec-WebSocket-Version: 13";
    all[3] = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    all[4] = "Sec-WebSocket-Protocol: syncer.v1";
    System.arraycopy(headers, 0, all, 5, headers.length);
    return request("GET /syncer/websocket", all).response();
  }

  /** Reads the answer to a request. */
  public WireResponse response() {
    WireResponse head = head();
    try {
      byte[] body = body(head);
      return new WireResponse(
          head.status(), head.headers(), new String(body, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the head of an answer: all there is of one to {@code HEAD}. */
  public WireResponse head() {
    try {
      String status = line();
      Map<String, String> headers = new HashMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.merge(
            line.substring(0, colon), line.substring(colon + 1).trim(), (a, b) -> a + ", " + b);
      }
      return new WireResponse(Integer.parseInt(status.split(" ")[1]), headers, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the body behind a head. */
  public String rest(WireResponse head) {
    try {
      return new String(body(head), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the next line of a body that has no end yet. */
  public String bodyLine(WireResponse head) {
    try {
      boolean isChunked = "chunked".equals(head.header("Transfer-Encoding"));
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int c = bodyByte(isChunked); c != '\n'; c = bodyByte(isChunked)) {
        if (c != '\r') {
          line.write(c);
        }
      }
      return line.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int bodyByte(boolean isChunked) throws IOException {
    if (isChunked) {
      if (leftOfChunk == 0) {
        leftOfChunk = chunk();
        if (leftOfChunk == 0) {
          throw new EOFException("the body has ended");
        }
      }
      int c = in.readUnsignedByte();
      if (--leftOfChunk == 0) {
        line(); // the end of the chunk
      }
      return c;
    }
    return in.readUnsignedByte();
  }

  /** From now on reads wait longer, as long as a server may have nothing to say. */
  public WireSocket patient() {
    try {
      socket.setSoTimeout(PATIENT_MILLIS);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private byte[] body(WireResponse head) throws IOException {
    if (head.status() < 200 || head.status() == 204 || head.status() == 304) {
      return new byte[0];
    }
    if ("chunked".equals(head.header("Transfer-Encoding"))) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int size = chunk(); size > 0; size = chunk()) {
        all.write(bytes(size));
        line();
      }
      line();
      return all.toByteArray();
    }
    String length = head.header("Content-Length");
    return length == null ? new byte[0] : bytes(Integer.parseInt(length));
  }

  /** So many bytes; what ends before them is not answered. */
  private byte[] bytes(int size) throws IOException {
    byte[] all = new byte[size];
    in.readFully(all);
    return all;
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Sends a whole text message. */
  public WireSocket text(String message) {
    return frame(0x81, message.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends a masked frame.
   *
   * @param start its first byte: flags and opcode
   */
  public WireSocket frame(int start, byte[] payload) {
    return send(masked(start, payload));
  }

  /** Sends a close frame. */
  public WireSocket closeFrame(int code) {
    return frame(0x88, new byte[] {(byte) (code >> 8), (byte) code});
  }

  /** The bytes of a masked frame. */
  public static byte[] masked(int start, byte[] payload) {
    byte[] head = head(start, payload.length, true);
    ByteBuffer bytes = ByteBuffer.allocate(head.length + 4 + payload.length).put(head).put(MASK);
    for (int i = 0; i < payload.length; i++) {
      bytes.put((byte) (payload[i] ^ MASK[i & 3]));
    }
    return bytes.array();
  }

  /** The first bytes of a frame, up to its mask. */
  public static byte[] head(int start, long size, boolean isMasked) {
    int mask = isMasked ? 0x80 : 0;
    ByteBuffer head = ByteBuffer.allocate(size < 126 ? 2 : size < 65_536 ? 4 : 10);
    head.put((byte) start);
    if (size < 126) {
      head.put((byte) (mask | size));
    } else if (size < 65_536) {
      head.put((byte) (mask | 126)).putShort((short) size);
    } else {
      head.put((byte) (mask | 127)).putLong(size);
    }
    return head.array();
  }

  /** Reads one frame of the server. */
  public WireFrame frame() {
    try {
      int start = in.readUnsignedByte();
      try {
        return frame(start);
      } catch (EOFException e) {
        EOFException inside = new EOFException(MID_FRAME);
        inside.initCause(e);
        throw inside;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one frame that is not a question for a sign of life; those are answered. */
  public WireFrame nextFrame() {
    WireFrame frame = frame();
    while (frame.start() == 0x89) {
      frame(0x8A, frame.text().getBytes(StandardCharsets.UTF_8));
      frame = frame();
    }
    return frame;
  }

  private WireFrame frame(int start) throws IOException {
    long length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] payload = bytes(Math.toIntExact(length));
    if ((start & 0x0F) != 8) {
      return new WireFrame(start, new String(payload, StandardCharsets.UTF_8), 0);
    }
    int code = payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    int reason = Math.min(2, payload.length);
    return new WireFrame(
        start, new String(payload, reason, payload.length - reason, StandardCharsets.UTF_8), code);
  }

  /** Drops what comes until the server has closed the connection; false if it does not in time. */
  public boolean isClosed() {
    return isClosedWithin(TIMEOUT_MILLIS);
  }

  /** Drops what comes until the server has closed the connection; false if it does not in time. */
  public boolean isClosedWithin(int millis) {
    try {
      socket.setSoTimeout(millis);
      while (in.read() >= 0) {}
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true; // cut rather than closed
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
