package dev.syncer.transport.undertow;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The events of one poll, as members of an array in its answer. Used by one thread at a time, since
 * it knows what it has said.
 */
final class PollEvents implements EventFormat {
  private static final byte[] COMMA = {','};

  private boolean hasEvents;
  private String last = "";

  @Override
  public String contentType() {
    return "application/json";
  }

  @Override
  public boolean endsConnection() {
    return false;
  }

  @Override
  public List<ByteBuffer> begin(byte[] subscriptions, String place) {
    last = place;
    return List.of(ByteBuffer.wrap(subscriptions));
  }

  @Override
  public List<ByteBuffer> event(Frame frame, String place) {
    last = place;
    ByteBuffer event = encoded(frame);
    if (hasEvents) {
      return List.of(ByteBuffer.wrap(COMMA), event);
    }
    hasEvents = true;
    return List.of(event);
  }

  private static ByteBuffer encoded(Frame frame) {
    byte[] head = bytes("{\"event\":\"" + frame.kind().wireName() + "\",\"data\":");
    ByteBuffer bytes = ByteBuffer.allocate(head.length + frame.size() + 1);
    return bytes.put(head).put(frame.params()).put((byte) '}').flip();
  }

  @Override
  public List<ByteBuffer> beat() {
    return List.of();
  }

  @Override
  public List<ByteBuffer> end(CloseCode code, String reason) {
    return code == CloseCode.NORMAL
        ? List.of(ByteBuffer.wrap(bytes("],\"cursor\":\"" + last + "\"}}")))
        : List.of();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
