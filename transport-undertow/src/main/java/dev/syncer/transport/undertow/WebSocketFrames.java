package dev.syncer.transport.undertow;

import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.FrameKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Messages as the bytes that a server sends (RFC 6455, section 5: whole, not masked). */
final class WebSocketFrames {
  private static final int TEXT = 0x81;
  private static final int CLOSE = 0x88;
  private static final int PING = 0x89;
  private static final int PONG = 0x8A;
  private static final int MAX_CONTROL = 125;

  /**
   * Commits up to this size lie outside of the heap. They go to many sockets, and a buffer on the
   * heap would be copied again for each. Larger ones go to few, and memory outside of the heap
   * comes back late.
   */
  private static final int MAX_DIRECT = 16 * 1024;

  private static final byte[] END = {'}'};
  private static final Map<FrameKind, byte[]> STARTS = starts();

  /** A frame as a notification; always the same object, as {@link Frame#encodedBy} wants it. */
  static final Function<Frame, ByteBuffer> ENCODING = WebSocketFrames::notification;

  private WebSocketFrames() {}

  private static Map<FrameKind, byte[]> starts() {
    Map<FrameKind, byte[]> starts = new EnumMap<>(FrameKind.class);
    for (FrameKind kind : FrameKind.values()) {
      String start =
          "{\"jsonrpc\":\"2.0\",\"method\":\"syncer." + kind.wireName() + "\",\"params\":";
      starts.put(kind, start.getBytes(StandardCharsets.UTF_8));
    }
    return starts;
  }

  private static ByteBuffer notification(Frame frame) {
    byte[] start = Objects.requireNonNull(STARTS.get(frame.kind())); // there is one for each
    int size = start.length + frame.size() + END.length;
    boolean isShared = frame.kind() == FrameKind.COMMIT && size <= MAX_DIRECT;
    ByteBuffer bytes = withHead(TEXT, size, isShared);
    return bytes.put(start).put(frame.params()).put(END).flip();
  }

  /** A text message. */
  static ByteBuffer text(byte[] utf8) {
    return withHead(TEXT, utf8.length, false).put(utf8).flip();
  }

  /** Asks the peer for a pong. */
  static ByteBuffer ping() {
    return withHead(PING, 0, false).flip();
  }

  /** The answer to a ping. */
  static ByteBuffer pong(byte[] payload) {
    return withHead(PONG, payload.length, false).put(payload).flip();
  }

  /**
   * The end.
   *
   * @param code 1005 for none
   * @param reason cut where it is longer than a close frame may be
   */
  static ByteBuffer close(int code, String reason) {
    if (code == 1005) {
      return withHead(CLOSE, 0, false).flip();
    }
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    int size = Math.min(text.length, MAX_CONTROL - 2);
    while (size < text.length && size > 0 && (text[size] & 0xC0) == 0x80) {
      size--; // not within a character
    }
    ByteBuffer bytes = withHead(CLOSE, 2 + size, false);
    return bytes.putShort((short) code).put(text, 0, size).flip();
  }

  private static ByteBuffer withHead(int start, int size, boolean isDirect) {
    int head = size < 126 ? 2 : size < 65_536 ? 4 : 10;
    ByteBuffer bytes =
        isDirect ? ByteBuffer.allocateDirect(head + size) : ByteBuffer.allocate(head + size);
    bytes.put((byte) start);
    if (head == 2) {
      bytes.put((byte) size);
    } else if (head == 4) {
      bytes.put((byte) 126).putShort((short) size);
    } else {
      bytes.put((byte) 127).putLong(size);
    }
    return bytes;
  }
}
