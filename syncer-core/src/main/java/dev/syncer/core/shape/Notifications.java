package dev.syncer.core.shape;

import dev.syncer.api.User;
import dev.syncer.core.change.Commit;
import dev.syncer.core.change.RecordJson;
import dev.syncer.core.model.Model;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Encodes a change as a subscriber gets it: {@code [["demo","project.task",42],{"method":…}]}. Safe
 * for use by many threads.
 */
public final class Notifications {
  private final String database;
  private final Map<Model, String> channels = new ConcurrentHashMap<>();
  private final JsonMapper mapper = JsonMapper.builder().build();

  public Notifications(String database) {
    this.database = database;
  }

  /** Clients know the channel of a model by this name. */
  public String channel(Model model) {
    return channels.computeIfAbsent(model, each -> database + ":" + each.name());
  }

  /**
   * The notification in UTF-8.
   *
   * @param actor who acted, called as those who see the shape may call them
   */
  public byte[] encode(Commit commit, User actor, Shape shape, VisibleChange visible) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = mapper.createGenerator(bytes)) {
      json.writeStartArray();
      json.writeStartArray();
      json.writeString(database);
      json.writeString(shape.model().name());
      json.writeNumber(visible.record().id());
      json.writeEndArray();
      writePayload(json, commit, actor, shape, visible);
      json.writeEndArray();
    }
    return bytes.toByteArray();
  }

  private static void writePayload(
      JsonGenerator json, Commit commit, User actor, Shape shape, VisibleChange visible) {
    String name = shape.nameOf(visible.record());
    json.writeStartObject();
    json.writeStringProperty("method", visible.kind().wireName());
    json.writeStringProperty("record_name", name);
    json.writeStringProperty("__last_update", RecordJson.text(visible.lastUpdate()));
    json.writeName("data");
    if (visible.isEntire()) {
      RecordJson.writeRecord(json, visible.record(), name, shape.fields());
    } else {
      RecordJson.writeFields(json, visible.record(), visible.changed());
    }
    json.writeBooleanProperty("indirect", visible.isIndirect());
    json.writeBooleanProperty("entire", visible.isEntire());
    json.writeName("user_id");
    RecordJson.writeUser(json, actor);
    json.writeNumberProperty("version", visible.version());
    if (visible.hasLeft()) {
      json.writeBooleanProperty("left", true);
    }
    if (commit.mutation() != null) {
      json.writeStringProperty("mutation", commit.mutation());
    }
    json.writeEndObject();
  }
}
