package dev.syncer.transport.undertow;

import dev.syncer.core.broker.CloseCode;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts the bytes of a client into WebSocket messages (RFC 6455, section 5), as they arrive. Holds
 * at most one message up to the limit, and takes memory as bytes come, not as a header promises
 * them.
 *
 * <p>Each connection has one, used by its I/O thread only.
 */
final class FrameReader {
  private static final int CONTINUATION = 0x0;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xA;

  /** Fragments of one message: endless empty ones cost no memory, but time. */
  private static final int MAX_FRAGMENTS = 4096;

  private static final int FIRST_CAPACITY = 1024;
  private static final byte[] NOTHING = {};

  private final int maxMessage;
  private final Utf8Check utf8 = new Utf8Check();

  private final byte[] head = new byte[14];
  private int headSize;
  private boolean isInPayload;

  private boolean isFinal;
  private int opcode;
  private int payloadLeft;
  private int maskPosition;

  private boolean isInMessage;
  private int fragments;
  private byte[] message = NOTHING;
  private int messageSize;
  private byte[] control = NOTHING;
  private int controlSize;

  FrameReader(int maxMessage) {
    this.maxMessage = maxMessage;
  }

  /** What is found in the bytes, in their order. */
  interface Sink {
    /** A whole message, valid UTF-8, not kept by the reader. */
    void text(byte[] utf8);

    void ping(byte[] payload);

    /**
     * The peer closes.
     *
     * @param code its code; 1005 for none
     */
    void closing(int code);
  }

  /**
   * Reads all that is in the buffer.
   *
   * @throws WebSocketFault if it breaks a rule; nothing may be read after that
   */
  void read(ByteBuffer in, Sink listener) {
    while (true) {
      if (!isInPayload) {
        if (!readHead(in)) {
          return;
        }
        beginFrame();
      }
      if (opcode >= CLOSE) {
        controlSize = take(in, control, controlSize);
      } else {
        takeText(in);
      }
      if (payloadLeft > 0) {
        return;
      }
      isInPayload = false;
      headSize = 0;
      endFrame(listener);
    }
  }

  private boolean readHead(ByteBuffer in) {
    while (in.hasRemaining()) {
      head[headSize++] = in.get();
      if (headSize == 2) {
        checkStart();
      }
      if (headSize >= 2 && headSize == headLength()) {
        return true;
      }
    }
    return false;
  }

  private int headLength() {
    int length = head[1] & 0x7F;
    return 6 + (length == 126 ? 2 : length == 127 ? 8 : 0);
  }

  private void checkStart() {
    isFinal = (head[0] & 0x80) != 0;
    opcode = head[0] & 0x0F;
    int length = head[1] & 0x7F;
    if ((head[0] & 0x70) != 0) {
      throw protocol("reserved bits are set");
    }
    if ((head[1] & 0x80) == 0) {
      throw protocol("a frame of a client must be masked");
    }
    switch (opcode) {
      case CONTINUATION -> {
        if (!isInMessage) {
          throw protocol("a continuation without a message");
        }
      }
      case TEXT -> {
        if (isInMessage) {
          throw protocol("a message within a message");
        }
      }
      case BINARY -> throw new WebSocketFault(CloseCode.UNSUPPORTED_DATA, "text messages only");
      case CLOSE, PING, PONG -> {
        if (!isFinal || length > 125) {
          throw protocol("a control frame is whole and has at most 125 bytes");
        }
      }
      default -> throw protocol("an unknown opcode");
    }
  }

  private void beginFrame() {
    int length = length();
    payloadLeft = length;
    maskPosition = 0;
    isInPayload = true;
    if (opcode >= CLOSE) {
      control = length == 0 ? NOTHING : new byte[length];
      controlSize = 0;
      return;
    }
    if (opcode == TEXT) {
      isInMessage = true;
      fragments = 0;
      messageSize = 0;
      utf8.reset();
    }
    if (length > maxMessage - messageSize) {
      throw tooBig();
    }
    if (++fragments > MAX_FRAGMENTS) {
      throw new WebSocketFault(CloseCode.TOO_BIG, "a message has at most 4096 fragments");
    }
  }

  private int length() {
    int length = head[1] & 0x7F;
    if (length < 126) {
      return length;
    }
    long longer = 0;
    for (int i = 2; i < headLength() - 4; i++) {
      longer = (longer << 8) | (head[i] & 0xFF);
    }
    if (longer < 0 || longer < (length == 126 ? 126 : 65_536)) {
      throw protocol("the length of a frame is not in its shortest form");
    }
    if (longer > maxMessage) {
      throw tooBig();
    }
    return (int) longer;
  }

  private void takeText(ByteBuffer in) {
    int coming = Math.min(payloadLeft, in.remaining());
    int needed = messageSize + coming;
    if (needed > message.length) {
      // A frame that is here as a whole gets its size, so that nothing is copied at the end.
      int capacity =
          isFinal && coming == payloadLeft ? needed : Math.max(FIRST_CAPACITY, message.length * 2);
      message = Arrays.copyOf(message, Math.min(Math.max(capacity, needed), maxMessage));
    }
    int before = messageSize;
    messageSize = take(in, message, messageSize);
    if (!utf8.accepts(message, before, messageSize)) {
      throw invalidText();
    }
  }

  /** Copies and unmasks what is there of the payload; answers the new size. */
  private int take(ByteBuffer in, byte[] into, int at) {
    int count = Math.min(payloadLeft, in.remaining());
    in.get(into, at, count);
    int mask = headSize - 4;
    for (int i = at; i < at + count; i++) {
      into[i] ^= head[mask + (maskPosition++ & 3)];
    }
    payloadLeft -= count;
    return at + count;
  }

  private void endFrame(Sink listener) {
    switch (opcode) {
      case PING -> listener.ping(control);
      case PONG -> {} // nothing is expected of a pong
      case CLOSE -> listener.closing(closeCode());
      default -> {
        if (isFinal) {
          endMessage(listener);
        }
      }
    }
  }

  private void endMessage(Sink listener) {
    if (!utf8.isComplete()) {
      throw invalidText();
    }
    byte[] whole = messageSize == message.length ? message : Arrays.copyOf(message, messageSize);
    isInMessage = false;
    message = NOTHING;
    messageSize = 0;
    listener.text(whole);
  }

  private int closeCode() {
    if (controlSize == 0) {
      return 1005;
    }
    if (controlSize == 1) {
      throw protocol("a close code has two bytes");
    }
    int code = ((control[0] & 0xFF) << 8) | (control[1] & 0xFF);
    boolean isAllowed =
        (code >= 1000 && code <= 1003)
            || (code >= 1007 && code <= 1014)
            || (code >= 3000 && code < 5000);
    if (!isAllowed) {
      throw protocol("a close code that nobody may send");
    }
    Utf8Check reason = new Utf8Check();
    if (!reason.accepts(control, 2, controlSize) || !reason.isComplete()) {
      throw invalidText();
    }
    return code;
  }

  private WebSocketFault tooBig() {
    return new WebSocketFault(
        CloseCode.TOO_BIG, "a message has at most " + maxMessage + " bytes: send less at once");
  }

  private static WebSocketFault invalidText() {
    return new WebSocketFault(CloseCode.INVALID_TEXT, "text must be UTF-8");
  }

  private static WebSocketFault protocol(String reason) {
    return new WebSocketFault(CloseCode.PROTOCOL_ERROR, reason);
  }
}
