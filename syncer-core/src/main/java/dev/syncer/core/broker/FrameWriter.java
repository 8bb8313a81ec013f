package dev.syncer.core.broker;

import dev.syncer.api.User;
import dev.syncer.core.change.RecordJson;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.model.Row;
import dev.syncer.core.presence.MemberList;
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
  private final MemoryBudget memory;
  private final int frameLimit;

  /**
   * @param frameLimit bytes above which a commit goes in parts
   * @param memory where frames count while connections have not taken them
   */
  FrameWriter(int frameLimit, MemoryBudget memory) {
    this.memory = memory;
    this.frameLimit = frameLimit;
  }

  /** The frames of one commit: one, or several of which all but the last say {@code more}. */
  List<Frame> commit(String cursor, List<EncodedChange> entries) {
    List<Frame> frames = new ArrayList<>();
    int from = 0;
    while (from < entries.size()) {
      int size = entries.get(from).size();
      int to = from + 1;
      while (to < entries.size() && size + entries.get(to).size() < frameLimit) {
        size += entries.get(to).size();
        to++;
      }
      frames.add(part(cursor, entries.subList(from, to), to < entries.size()));
      from = to;
    }
    return frames;
  }

  int frameLimit() {
    return frameLimit;
  }

  /** One frame of a commit. */
  Frame part(String cursor, List<EncodedChange> entries, boolean hasMore) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    List<Frame.Part> parts = new ArrayList<>(entries.size());
    ascii(bytes, "{\"cursor\":\"" + cursor + "\",");
    ascii(bytes, hasMore ? "\"more\":true,\"changes\":[" : "\"changes\":[");
    for (EncodedChange entry : entries) {
      ascii(bytes, parts.isEmpty() ? "[\"" : ",[\"");
      ascii(bytes, entry.subscription());
      ascii(bytes, "\",");
      int length = entry.notification().length;
      parts.add(new Frame.Part(entry.subscription(), entry.channel(), bytes.size(), length));
      bytes.writeBytes(entry.notification());
      bytes.write(']');
    }
    ascii(bytes, "]}");
    return Frame.commit(cursor, parts, !hasMore, bytes.toByteArray()).counted(memory);
  }

  private static void ascii(ByteArrayOutputStream bytes, String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  Frame heartbeat(String cursor) {
    return Frame.heartbeat(
        cursor, ("{\"cursor\":\"" + cursor + "\"}").getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * What somebody sends on a channel.
   *
   * @param message JSON in UTF-8, one value
   */
  Frame message(String channel, byte[] message, User user) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.length + 128);
    ascii(bytes, "{\"channel\":\"" + channel + "\",\"message\":");
    Frame.Part sent = new Frame.Part("", channel, bytes.size(), message.length);
    bytes.writeBytes(message);
    ascii(bytes, ",\"user_id\":");
    try (JsonGenerator json = mapper.createGenerator(bytes)) {
      RecordJson.writeUser(json, user);
    }
    ascii(bytes, "}");
    return Frame.message(sent, bytes.toByteArray()).counted(memory);
  }

  /** Who is at a place. */
  Frame presence(String channel, MemberList list) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = mapper.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringProperty("channel", channel);
      if (!list.topic().isChannel()) {
        json.writeNumberProperty("id", list.topic().record());
      }
      json.writeName("users");
      json.writeStartArray();
      for (MemberList.Member each : list.members()) {
        json.writeStartObject();
        json.writeNumberProperty("id", each.id());
        json.writeStringProperty("name", each.name());
        json.writeStringProperty("state", each.activity().wireName());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return Frame.presence(bytes.toByteArray());
  }

  Frame reset(String subscription, String reason, String cursor) {
    return Frame.reset(
        subscription,
        reason,
        cursor,
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
    return Frame.ended(subscription, bytes.toByteArray());
  }

  /**
   * Some records of a snapshot, in one frame or, where they are large, in several. A record that is
   * larger than a frame should be is alone in its frame.
   *
   * @param cursor where the tail begins; only with the last records, null before
   */
  List<Frame> snapshot(String subscription, Shape shape, List<Row> rows, @Nullable String cursor) {
    List<Frame> frames = new ArrayList<>(1);
    ByteArrayOutputStream records = new ByteArrayOutputStream(4096);
    for (Row row : rows) {
      byte[] record = record(shape, row);
      if (records.size() > 0 && records.size() + record.length >= frameLimit) {
        frames.add(chunk(subscription, records, null));
        records.reset();
      }
      if (records.size() > 0) {
        records.write(',');
      }
      records.writeBytes(record);
    }
    frames.add(chunk(subscription, records, cursor));
    return frames;
  }

  private byte[] record(Shape shape, Row row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = mapper.createGenerator(bytes)) {
      RecordJson.writeRecord(json, row, shape.nameOf(row), shape.fields());
    }
    return bytes.toByteArray();
  }

  private Frame chunk(String subscription, ByteArrayOutputStream records, @Nullable String cursor) {
    boolean isLast = cursor != null;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(records.size() + 80);
    ascii(bytes, "{\"subscription\":\"" + subscription + "\",\"records\":[");
    bytes.writeBytes(records.toByteArray());
    ascii(bytes, "],\"last\":" + isLast + "}");
    return Frame.snapshot(subscription, cursor == null ? "" : cursor, bytes.toByteArray())
        .counted(memory);
  }
}
