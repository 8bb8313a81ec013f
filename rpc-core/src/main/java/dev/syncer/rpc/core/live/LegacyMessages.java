package dev.syncer.rpc.core.live;

import dev.syncer.core.broker.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * The changes of whole commits as messages {@code {"id","channel","message"}}. Notifications are
 * copied byte by byte, so that no number changes its form. Used by one thread at a time.
 */
final class LegacyMessages {
  private static final long SENT = -1;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Function<String, OptionalLong> positions;
  private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
  private boolean isWithinCommit;

  /**
   * @param positions the position that a cursor names
   */
  LegacyMessages(Function<String, OptionalLong> positions) {
    this.positions = positions;
  }

  /** Bytes of all that was added. */
  int size() {
    return whole.size() + parts.size();
  }

  /** Takes the changes of a commit, or of a part of one. */
  void add(Frame commit) {
    long id = positions.apply(commit.cursor()).orElse(0);
    for (Frame.Part part : commit.parts()) {
      add(id, part.channel(), bytes(commit, part));
    }
    isWithinCommit = !commit.isLast();
    if (commit.isLast()) {
      whole.writeBytes(parts.toByteArray());
      parts.reset();
    }
  }

  private static byte[] bytes(Frame frame, Frame.Part part) {
    byte[] json = new byte[part.length()];
    frame.json(part).get(json);
    return json;
  }

  /**
   * Takes what somebody sent on a channel. It is no part of the history: an id below 0 moves these
   * clients nowhere, and is shown in each of their tabs. What they could take for a change, which
   * stands here just where messages do, is wrapped: nobody makes changes up.
   */
  void addSent(Frame message) {
    for (Frame.Part part : message.parts()) {
      byte[] sent = bytes(message, part);
      add(SENT, part.channel(), isLikeAChange(sent) ? wrapped(sent) : sent);
    }
    if (!isWithinCommit) {
      whole.writeBytes(parts.toByteArray());
      parts.reset();
    }
  }

  /**
   * Whether a value is an array with elements, or an object with a member 0, which a client in
   * JavaScript could not tell from one.
   */
  private static boolean isLikeAChange(byte[] value) {
    try (JsonParser parser = MAPPER.createParser(value)) {
      JsonToken kind = parser.nextToken();
      if (kind != JsonToken.START_ARRAY && kind != JsonToken.START_OBJECT) {
        return false;
      }
      boolean hasPlace0 = false;
      while (!parser.nextToken().isStructEnd()) {
        hasPlace0 |= kind == JsonToken.START_ARRAY || "0".equals(parser.currentName());
        if (kind == JsonToken.START_OBJECT) {
          parser.nextToken();
        }
        parser.skipChildren();
      }
      return hasPlace0;
    }
  }

  private static byte[] wrapped(byte[] value) {
    byte[] head = "{\"message\":".getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(head, head.length + value.length + 1);
    System.arraycopy(value, 0, all, head.length, value.length);
    all[all.length - 1] = '}';
    return all;
  }

  private void add(long id, String channel, byte[] json) {
    if (size() > 0) {
      parts.write(',');
    }
    // Names of databases and models have no character that JSON would escape.
    String head = "{\"id\":" + id + ",\"channel\":\"" + channel + "\",\"message\":";
    parts.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    parts.writeBytes(json);
    parts.write('}');
  }

  /** The messages of whole commits, parted by commas. */
  void writeTo(ByteArrayOutputStream out) {
    out.writeBytes(whole.toByteArray());
  }
}
