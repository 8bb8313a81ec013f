package dev.syncer.transport.undertow;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.FrameKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * Server-sent events (WHATWG HTML, section 9.2). The id of an event is the place at which a client
 * goes on that has got it. JSON has no line ends, so all of it is one line of data.
 */
final class ServerSentEvents implements EventFormat {
  /** As for WebSockets: commits go to many, and lie outside of the heap while they are small. */
  private static final int MAX_DIRECT = 16 * 1024;

  /** Between these, by chance, so that those who lost their connection at once come apart. */
  private static final int LEAST_RETRY_MILLIS = 500;

  private static final int MOST_RETRY_MILLIS = 3_000;

  /** A client that comes back after these codes is turned away: not at once, then. */
  private static final int FIRST_FINAL = 4400;

  private static final int LATE_RETRY_MILLIS = 60_000;

  private static final byte[] COMMENT = bytes(":\n\n");

  /** Always the same objects, as {@link Frame#encodedBy} wants them. */
  private static final Function<Frame, ByteBuffer> AT_ITS_CURSOR = ServerSentEvents::atItsCursor;

  private static final Function<Frame, ByteBuffer> NOWHERE = ServerSentEvents::nowhere;

  @Override
  public String contentType() {
    return "text/event-stream";
  }

  @Override
  public boolean endsConnection() {
    return true;
  }

  @Override
  public List<ByteBuffer> begin(byte[] subscriptions, String place) {
    String head = "retry: " + retryMillis() + "\nevent: subscribed\n" + id(place) + "data: ";
    ByteBuffer bytes = ByteBuffer.allocate(head.length() + subscriptions.length + 2);
    return List.of(bytes.put(bytes(head)).put(subscriptions).put(bytes("\n\n")).flip());
  }

  @Override
  public List<ByteBuffer> event(Frame frame, String place) {
    if (place.isEmpty()) {
      return List.of(frame.encodedBy(NOWHERE));
    }
    return List.of(
        place.equals(frame.cursor()) ? frame.encodedBy(AT_ITS_CURSOR) : encoded(frame, place));
  }

  private static ByteBuffer atItsCursor(Frame frame) {
    return encoded(frame, frame.cursor());
  }

  private static ByteBuffer nowhere(Frame frame) {
    return encoded(frame, "");
  }

  private static ByteBuffer encoded(Frame frame, String place) {
    byte[] head = bytes("event: " + frame.kind().wireName() + "\n" + id(place) + "data: ");
    int size = head.length + frame.size() + 2;
    boolean isShared = frame.kind() == FrameKind.COMMIT && size <= MAX_DIRECT;
    ByteBuffer bytes = isShared ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    return bytes.put(head).put(frame.params()).put((byte) '\n').put((byte) '\n').flip();
  }

  private static String id(String place) {
    return place.isEmpty() ? "" : "id: " + place + "\n";
  }

  @Override
  public List<ByteBuffer> beat() {
    return List.of(ByteBuffer.wrap(COMMENT));
  }

  @Override
  public List<ByteBuffer> end(CloseCode code, String reason) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("code", code.number());
    data.put("reason", reason);
    int retry = code.number() >= FIRST_FINAL ? LATE_RETRY_MILLIS : retryMillis();
    String text =
        "retry: "
            + retry
            + "\nevent: close\ndata: "
            + JsonMapper.shared().writeValueAsString(data)
            + "\n\n";
    return List.of(ByteBuffer.wrap(bytes(text)));
  }

  private static int retryMillis() {
    return ThreadLocalRandom.current().nextInt(LEAST_RETRY_MILLIS, MOST_RETRY_MILLIS);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
