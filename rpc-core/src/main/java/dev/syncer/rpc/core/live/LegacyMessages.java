package dev.syncer.rpc.core.live;

import dev.syncer.core.broker.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The changes of whole commits as messages {@code {"id","channel","message"}}. Notifications are
 * copied byte by byte, so that no number changes its form. Used by one thread at a time.
 */
final class LegacyMessages {
  private static final long SENT = -1;

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
    byte[] json = FrameJson.bytes(commit);
    long id = positions.apply(commit.cursor()).orElse(0);
    try (JsonParser parser = FrameJson.changes(json)) {
      while (parser.nextToken() == JsonToken.START_ARRAY) {
        parser.nextToken(); // the subscription
        parser.nextToken();
        int from = (int) parser.currentTokenLocation().getByteOffset();
        String channel = channel(parser);
        int to = (int) parser.currentLocation().getByteOffset();
        parser.nextToken(); // the end of the change
        add(id, channel, json, from, to);
      }
    }
    isWithinCommit = !commit.isLast();
    if (commit.isLast()) {
      whole.writeBytes(parts.toByteArray());
      parts.reset();
    }
  }

  /**
   * Takes what somebody sent on a channel. It is no part of the history: an id below 0 moves these
   * clients nowhere, and is shown in each of their tabs. What they could take for a change, which
   * stands here just where messages do, is wrapped: nobody makes changes up.
   */
  void addSent(Frame message) {
    byte[] json = FrameJson.bytes(message);
    try (JsonParser parser = FrameJson.member(json, "channel")) {
      String channel = parser.getString();
      parser.nextToken(); // "message", as the broker writes it
      parser.nextToken();
      int from = (int) parser.currentTokenLocation().getByteOffset();
      boolean isLikeAChange = hasSomethingAtPlace0(parser);
      byte[] sent = Arrays.copyOfRange(json, from, (int) parser.currentLocation().getByteOffset());
      byte[] told = isLikeAChange ? wrapped(sent) : sent;
      add(SENT, channel, told, 0, told.length);
    }
    if (!isWithinCommit) {
      whole.writeBytes(parts.toByteArray());
      parts.reset();
    }
  }

  /**
   * Reads a value to its end; says whether it is an array with elements, or an object with a member
   * 0, which a client in JavaScript could not tell from one.
   */
  private static boolean hasSomethingAtPlace0(JsonParser parser) {
    JsonToken kind = parser.currentToken();
    if (kind == JsonToken.VALUE_STRING) {
      parser.getString(); // a string is read to its end only when it is wanted
    }
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

  private static byte[] wrapped(byte[] value) {
    byte[] head = "{\"message\":".getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(head, head.length + value.length + 1);
    System.arraycopy(value, 0, all, head.length, value.length);
    all[all.length - 1] = '}';
    return all;
  }

  /** Reads a notification to its end; its header names the database and the model. */
  private static String channel(JsonParser parser) {
    parser.nextToken(); // the header
    parser.nextToken();
    String database = parser.getString();
    parser.nextToken();
    String model = parser.getString();
    parser.nextToken(); // the record's id
    parser.nextToken(); // the end of the header
    parser.nextToken(); // the payload
    parser.skipChildren();
    parser.nextToken(); // the end of the notification
    return database + ":" + model;
  }

  private void add(long id, String channel, byte[] json, int from, int to) {
    if (size() > 0) {
      parts.write(',');
    }
    // Names of databases and models have no character that JSON would escape.
    String head = "{\"id\":" + id + ",\"channel\":\"" + channel + "\",\"message\":";
    parts.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    parts.write(json, from, to - from);
    parts.write('}');
  }

  /** The messages of whole commits, parted by commas. */
  void writeTo(ByteArrayOutputStream out) {
    out.writeBytes(whole.toByteArray());
  }
}
