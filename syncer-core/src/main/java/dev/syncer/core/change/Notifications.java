package dev.syncer.core.change;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Encodes a change as a subscriber gets it: {@code [["demo","project.task",42],{"method":…}]}. Safe
 * for use by many threads.
 */
public final class Notifications {
  private final String database;
  private final JsonMapper mapper = JsonMapper.builder().build();

  public Notifications(String database) {
    this.database = database;
  }

  /** The notification in UTF-8. */
  public byte[] encode(Commit commit, Change change) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = mapper.createGenerator(bytes)) {
      json.writeStartArray();
      json.writeStartArray();
      json.writeString(database);
      json.writeString(change.model().name());
      json.writeNumber(change.record().id());
      json.writeEndArray();
      writePayload(json, commit, change);
      json.writeEndArray();
    }
    return bytes.toByteArray();
  }

  private static void writePayload(JsonGenerator json, Commit commit, Change change) {
    boolean isEntire =
        change.kind() == ChangeKind.CREATE
            || (change.kind() == ChangeKind.WRITE && change.model().syncEntire());
    json.writeStartObject();
    json.writeStringProperty("method", change.kind().wireName());
    json.writeStringProperty("record_name", change.record().displayName());
    json.writeStringProperty("__last_update", RecordJson.text(lastUpdate(change)));
    json.writeName("data");
    if (isEntire) {
      RecordJson.writeEntire(json, change.record());
    } else {
      RecordJson.writeFields(json, change.record(), change.oldValues().keySet());
    }
    json.writeBooleanProperty("indirect", change.isIndirect());
    json.writeBooleanProperty("entire", isEntire);
    json.writeName("user_id");
    json.writeStartObject();
    json.writeNumberProperty("id", commit.user().id());
    json.writeStringProperty("name", commit.user().name());
    json.writeStringProperty("__last_update", RecordJson.text(commit.user().lastUpdate()));
    json.writeEndObject();
    json.writeNumberProperty("version", change.record().version());
    if (commit.mutation() != null) {
      json.writeStringProperty("mutation", commit.mutation());
    }
    json.writeEndObject();
  }

  private static java.time.Instant lastUpdate(Change change) {
    return change.record().get("write_date") instanceof java.time.Instant time
        ? time
        : java.time.Instant.EPOCH;
  }
}
