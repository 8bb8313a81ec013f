package dev.syncer.core.broker;

import dev.syncer.api.User;
import dev.syncer.core.change.RecordJson;
import dev.syncer.core.model.Row;
import dev.syncer.core.presence.Attendance;
import dev.syncer.core.shape.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Lays encoded changes and records into frames. Safe for use by many threads. */
final class FrameWriter {
  private final JsonMapper mapper = JsonMapper.builder().build();
  private final int frameLimit;

  /**
   * @param frameLimit bytes above which a commit goes in parts
   */
  FrameWriter(int frameLimit) {
    this.frameLimit = frameLimit;
  }

  /** One entry of a commit's {@code changes}: {@code ["s1",<notification>]}. */
  static byte[] entry(String subscription, byte[] notification) {
    byte[] head = ("[\"" + subscription + "\",").getBytes(StandardCharsets.US_ASCII);
    byte[] entry = new byte[head.length + notification.length + 1];
    System.arraycopy(head, 0, entry, 0, head.length);
    System.arraycopy(notification, 0, entry, head.length, notification.length);
    entry[entry.length - 1] = ']';
    return entry;
  }

  /** The frames of one commit: one, or several of which all but the last say {@code more}. */
  List<Frame> commit(String cursor, List<byte[]> entries) {
    List<Frame> frames = new ArrayList<>();
    int from = 0;
    while (from < entries.size()) {
      int size = entries.get(from).length;
      int to = from + 1;
      while (to < entries.size() && size + entries.get(to).length < frameLimit) {
        size += entries.get(to).length;
        to++;
      }
      frames.add(part(cursor, entries.subList(from, to), to < entries.size()));
      from = to;
    }
    return frames;
  }

  private static Frame part(String cursor, List<byte[]> entries, boolean hasMore) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    ascii(bytes, "{\"cursor\":\"" + cursor + "\",");
    ascii(bytes, hasMore ? "\"more\":true,\"changes\":[" : "\"changes\":[");
    for (int i = 0; i < entries.size(); i++) {
      if (i > 0) {
        bytes.write(',');
      }
      bytes.writeBytes(entries.get(i));
    }
    ascii(bytes, "]}");
    return new Frame(FrameKind.COMMIT, cursor, "", !hasMore, bytes.toByteArray());
  }

  private static void ascii(ByteArrayOutputStream bytes, String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  Frame heartbeat(String cursor) {
    return new Frame(
        FrameKind.HEARTBEAT,
        cursor,
        ("{\"cursor\":\"" + cursor + "\"}").getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * What somebody sends on a channel.
   *
   * @param message JSON in UTF-8, one value
   */
  Frame message(String channel, byte[] message, User user) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.length + 128);
    ascii(bytes, "{\"channel\":\"" + channel + "\",\"message\":");
    bytes.writeBytes(message);
    ascii(bytes, ",\"user_id\":");
    try (JsonGenerator json = mapper.createGenerator(bytes)) {
      RecordJson.writeUser(json, user);
    }
    ascii(bytes, "}");
    return new Frame(FrameKind.MESSAGE, "", bytes.toByteArray());
  }

  /** Who is at a place. */
  Frame presence(String channel, Attendance attendance) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = mapper.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringProperty("channel", channel);
      if (!attendance.place().isChannel()) {
        json.writeNumberProperty("id", attendance.place().record());
      }
      json.writeName("users");
      json.writeStartArray();
      for (Attendance.Attendee each : attendance.users()) {
        json.writeStartObject();
        json.writeNumberProperty("id", each.id());
        json.writeStringProperty("name", each.name());
        json.writeStringProperty("state", each.activity().wireName());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return new Frame(FrameKind.PRESENCE, "", bytes.toByteArray());
  }

  Frame reset(String subscription, String reason, String cursor) {
    return new Frame(
        FrameKind.RESET,
        cursor,
        subscription,
        true,
        ("{\"subscription\":\""
                + subscription
                + "\",\"reason\":\""
                + reason
                + "\",\"cursor\":\""
                + cursor
                + "\"}")
            .getBytes(StandardCharsets.US_ASCII));
  }

  /** A subscription that has ended alone. */
  Frame ended(String subscription, Ending why) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = mapper.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringProperty("subscription", subscription);
      json.writeStringProperty("code", why.code());
      json.writeStringProperty("message", why.message());
      json.writeEndObject();
    }
    return new Frame(FrameKind.ENDED, "", subscription, true, bytes.toByteArray());
  }

  /**
   * One chunk of a snapshot.
   *
   * @param cursor where the tail begins; only on the last chunk, null before
   */
  Frame snapshot(String subscription, Shape shape, List<Row> rows, @Nullable String cursor) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    try (JsonGenerator json = mapper.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringProperty("subscription", subscription);
      json.writeName("records");
      json.writeStartArray();
      rows.forEach(row -> RecordJson.writeRecord(json, row, shape.nameOf(row), shape.fields()));
      json.writeEndArray();
      json.writeBooleanProperty("last", cursor != null);
      json.writeEndObject();
    }
    return new Frame(
        FrameKind.SNAPSHOT,
        cursor == null ? "" : cursor,
        subscription,
        cursor != null,
        bytes.toByteArray());
  }
}
