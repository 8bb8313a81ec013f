package dev.syncer.core.change;

import dev.syncer.api.Binary;
import dev.syncer.api.FieldType;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.ValueCheck;
import dev.syncer.rpc.ValidationException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The text of a commit in the change log: JSON with the entire record after each change and the old
 * values of what changed. Safe for use by many threads.
 *
 * <p>A log outlives the models it was written with. Reading, a model or a field that is gone is
 * left out, and a field that is new, or whose value does not fit any more, is empty.
 */
public final class CommitCodec {
  private final Registry registry;
  private final JsonMapper mapper = JsonMapper.builder().build();

  public CommitCodec(Registry registry) {
    this.registry = registry;
  }

  /** The commit without its position. */
  public String encode(Commit commit) {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator json = mapper.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringProperty("time", RecordJson.text(commit.time()));
      json.writeName("user");
      json.writeStartObject();
      json.writeNumberProperty("id", commit.user().id());
      json.writeStringProperty("name", commit.user().name());
      json.writeStringProperty("last_update", RecordJson.text(commit.user().lastUpdate()));
      json.writeEndObject();
      if (commit.mutation() != null) {
        json.writeStringProperty("mutation", commit.mutation());
      }
      json.writeName("changes");
      json.writeStartArray();
      commit.changes().forEach(change -> write(json, change));
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  /**
   * A text that {@link #encode} writes wherever it tells of a record with this id, of whatever
   * model: a store may look for it before it reads a commit.
   */
  public static String traceOf(long id) {
    return "\"record\":{\"id\":" + id + ",";
  }

  private static void write(JsonGenerator json, Change change) {
    json.writeStartObject();
    json.writeStringProperty("kind", change.kind().wireName());
    json.writeStringProperty("model", change.model().name());
    if (change.isIndirect()) {
      json.writeBooleanProperty("indirect", true);
    }
    json.writeName("record");
    RecordJson.writeFields(json, change.record(), change.model().fields());
    if (!change.oldValues().isEmpty()) {
      json.writeName("old");
      json.writeStartObject();
      change
          .oldValues()
          .forEach(
              (field, value) -> {
                json.writeName(field.name());
                RecordJson.writeValue(json, field, value);
              });
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** The commit that {@link #encode} wrote, as far as the models of today can hold it. */
  public Commit decode(long position, String text) {
    JsonNode body = mapper.readTree(text);
    JsonNode user = body.get("user");
    List<Change> changes = new ArrayList<>();
    for (JsonNode change : body.get("changes")) {
      registry
          .model(change.get("model").stringValue())
          .ifPresent(m -> changes.add(read(m, change)));
    }
    return new Commit(
        position,
        Instant.parse(body.get("time").stringValue()),
        new User(
            user.get("id").longValue(),
            user.get("name").stringValue(),
            Instant.parse(user.get("last_update").stringValue())),
        body.has("mutation") ? body.get("mutation").stringValue() : null,
        changes);
  }

  private static Change read(Model model, JsonNode change) {
    String kind = change.get("kind").stringValue();
    @Nullable Object[] values = new @Nullable Object[model.fields().size()];
    JsonNode record = change.get("record");
    for (ModelField field : model.fields()) {
      values[field.index()] = value(model, field, record.get(field.name()));
    }
    Map<ModelField, @Nullable Object> oldValues = new LinkedHashMap<>();
    JsonNode old = change.get("old");
    if (old != null) {
      for (Map.Entry<String, JsonNode> entry : old.properties()) {
        Optional<ModelField> field = model.field(entry.getKey());
        field.ifPresent(f -> oldValues.put(f, value(model, f, entry.getValue())));
      }
    }
    return new Change(kindOf(kind), Row.of(model, values), oldValues, change.has("indirect"));
  }

  private static ChangeKind kindOf(String wireName) {
    for (ChangeKind kind : ChangeKind.values()) {
      if (kind.wireName().equals(wireName)) {
        return kind;
      }
    }
    throw new IllegalStateException("the change log holds a change of kind \"" + wireName + "\"");
  }

  private static @Nullable Object value(Model model, ModelField field, @Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    if (field.type() == FieldType.MANY_TO_ONE) {
      return node.isArray() && node.size() == 2
          ? Ref.of(node.get(0).longValue(), node.get(1).asString())
          : null;
    }
    if (field.type().isToMany()) {
      List<Long> ids = new ArrayList<>();
      node.forEach(id -> ids.add(id.longValue()));
      return List.copyOf(ids);
    }
    if (field.type() == FieldType.BINARY) {
      return node.isObject()
          ? Binary.described(node.path("size").asLong(), node.path("sha256").asString())
          : null;
    }
    if (field.type() == FieldType.FLOAT) {
      return node.isNumber() ? (Object) node.doubleValue() : null;
    }
    try {
      Object plain = plain(field, node);
      return plain == null ? null : ValueCheck.checked(model, field, plain);
    } catch (ValidationException e) {
      return null;
    }
  }

  private static @Nullable Object plain(ModelField field, JsonNode node) {
    if (field.type() == FieldType.JSON) {
      return JsonText.value(node);
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    return node.isNumber() ? (Object) node.longValue() : node.asString();
  }
}
