package dev.syncer.core.log;

import dev.syncer.api.Binary;
import dev.syncer.api.FieldType;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.change.JsonText;
import dev.syncer.core.change.RecordJson;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The text of a commit in the change log: JSON with the entire record after each change and the old
 * values of what changed. Safe for use by many threads.
 *
 * <p>A log outlives the models it was written with. Reading, a model or a field that is gone is
 * left out, and a field that is new, or whose value does not fit any more, is empty.
 */
public final class CommitCodec {
  private static final String CAME = "came";
  private static final String LEFT = "left";

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
                if (value instanceof List<?> former && field.type().isToMany()) {
                  writeList(json, former, change.record().value(field));
                } else {
                  RecordJson.writeValue(json, field, value);
                }
              });
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** How a list differs from what it was: it may be long, and the record has all of it already. */
  private static void writeList(JsonGenerator json, List<?> former, @Nullable Object now) {
    List<?> ids = now instanceof List<?> list ? list : List.of();
    json.writeStartObject();
    writeMissing(json, CAME, ids, former);
    writeMissing(json, LEFT, former, ids);
    json.writeEndObject();
  }

  private static void writeMissing(JsonGenerator json, String name, List<?> ids, List<?> others) {
    Set<Object> missing = new LinkedHashSet<>(ids);
    others.forEach(missing::remove);
    json.writeName(name);
    json.writeStartArray();
    missing.forEach(id -> json.writeNumber((Long) id));
    json.writeEndArray();
  }

  /** The commit that {@link #encode} wrote, as far as the models of today can hold it. */
  public Commit decode(long position, String text) {
    return decode(position, text, (model, id) -> true);
  }

  /**
   * The commit that {@link #encode} wrote, with the changes of one record alone; empty if it did
   * not change the record. So a store can tell the history of a record without knowing this text.
   */
  public Optional<Commit> decode(long position, String text, Model model, long id) {
    Commit commit =
        decode(position, text, (name, record) -> name.equals(model.name()) && record == id);
    return commit.changes().isEmpty() ? Optional.empty() : Optional.of(commit);
  }

  /** Which changes of a commit are read. */
  private interface Wanted {
    boolean has(String model, long id);
  }

  /** One change after the other: a large commit is never a tree as a whole. */
  private Commit decode(long position, String text, Wanted wanted) {
    ObjectNode head = mapper.createObjectNode();
    List<Change> changes = new ArrayList<>();
    try (JsonParser parser = mapper.createParser(text)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken first = parser.nextToken();
        if (!name.equals("changes") || first != JsonToken.START_ARRAY) {
          JsonNode value = parser.readValueAsTree();
          head.set(name, value);
          continue;
        }
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          JsonNode change = parser.readValueAsTree();
          String model = change.get("model").stringValue();
          if (wanted.has(model, change.get("record").get("id").longValue())) {
            registry.model(model).ifPresent(known -> changes.add(read(known, change)));
          }
        }
      }
    }
    return commit(position, head, changes);
  }

  private static Commit commit(long position, JsonNode head, List<Change> changes) {
    JsonNode user = head.get("user");
    return new Commit(
        position,
        Instant.parse(head.get("time").stringValue()),
        new User(
            user.get("id").longValue(),
            user.get("name").stringValue(),
            Instant.parse(user.get("last_update").stringValue())),
        head.has("mutation") ? head.get("mutation").stringValue() : null,
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
        field.ifPresent(
            f ->
                oldValues.put(
                    f,
                    f.type().isToMany()
                        ? former(entry.getValue(), values[f.index()])
                        : value(model, f, entry.getValue())));
      }
    }
    return new Change(kindOf(kind), Row.of(model, values), oldValues, change.has("indirect"));
  }

  /** What a list was; null if the log does not say. */
  private static @Nullable List<Long> former(JsonNode difference, @Nullable Object now) {
    if (!difference.isObject()) {
      return null;
    }
    TreeSet<Long> former = new TreeSet<>();
    if (now instanceof List<?> ids) {
      ids.forEach(id -> former.add((Long) id));
    }
    ids(difference.path(CAME)).forEach(former::remove);
    former.addAll(ids(difference.path(LEFT)));
    return List.copyOf(former);
  }

  /** Of another value that the field once had: nothing. */
  private static List<Long> ids(JsonNode node) {
    boolean isList = node.isArray() && node.valueStream().allMatch(JsonNode::isIntegralNumber);
    return isList ? node.valueStream().map(JsonNode::longValue).toList() : List.of();
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
      return node.isArray() && node.size() == 2 && node.get(0).isIntegralNumber()
          ? Ref.of(node.get(0).longValue(), node.get(1).asString())
          : null;
    }
    if (field.type().isToMany()) {
      return ids(node);
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
    if (node.isContainer()) {
      return null;
    }
    return node.isNumber() ? (Object) node.longValue() : node.asString();
  }
}
