package dev.syncer.core.suite;

import dev.syncer.api.Database;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.User;
import dev.syncer.core.change.RecordJson;
import dev.syncer.core.model.Row;
import dev.syncer.core.suite.RandomField.Kind;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All records as a client reads them afresh, and a second opinion on them: lists and derived values
 * made again from the plain fields, one record at a time, by code that shares nothing with the
 * server's.
 *
 * @param records by model and id
 */
record RandomState(RandomModels models, Map<String, Map<Long, JsonNode>> records) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static RandomState read(RandomModels models, Database database) {
    return database.read(
        User.SYSTEM,
        unit -> {
          Map<String, Map<Long, JsonNode>> all = new LinkedHashMap<>();
          for (RandomModel model : models.all()) {
            Map<Long, JsonNode> byId = new TreeMap<>();
            for (ModelRecord record : unit.model(model.name()).searchRead(Query.all())) {
              byId.put(record.id(), json((Row) record));
            }
            all.put(model.name(), byId);
          }
          return new RandomState(models, all);
        });
  }

  private static JsonNode json(Row row) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      RecordJson.writeEntire(json, row);
    }
    return JSON.readTree(text.toString());
  }

  /** A value without the name of a link: names are those of the time of the commit. */
  static JsonNode plain(JsonNode value) {
    boolean isLink = value.isArray() && value.size() == 2 && value.get(1).isString();
    return isLink ? value.get(0) : value;
  }

  Map<Long, JsonNode> of(String model) {
    return records.getOrDefault(model, Map.of());
  }

  /** The first value that is not what its inputs say. */
  Optional<String> contradiction() {
    for (RandomModel model : models.all()) {
      for (Map.Entry<Long, JsonNode> record : of(model.name()).entrySet()) {
        for (RandomField field : model.fields()) {
          Object is = value(field, record.getValue());
          Object expected = expected(model, field, record.getKey(), record.getValue());
          if (!Objects.equals(is, expected)) {
            return Optional.of(
                "%s,%d: %s is %s, but follows to be %s (%s)"
                    .formatted(model.name(), record.getKey(), field.name(), is, expected, field));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Object value(RandomField field, JsonNode record) {
    JsonNode value = record.get(field.name());
    return field.kind().isList() ? ids(value) : plain(value);
  }

  private static Set<Long> ids(JsonNode list) {
    Set<Long> ids = new LinkedHashSet<>();
    list.forEach(id -> ids.add(id.longValue()));
    return ids;
  }

  private Object expected(RandomModel model, RandomField field, long id, JsonNode record) {
    return switch (field.kind()) {
      case CHILDREN -> pointing(field.target(), field.inverses(), id);
      case FILES -> files(model.name(), id);
      case TAGS -> tags(field, id, record);
      case RELATED -> {
        List<JsonNode> ends = ends(model, record, List.of(field.paths().get(0).split("\\.")));
        yield ends.isEmpty() ? JSON.nullNode() : ends.get(0);
      }
      case COMPUTED -> JSON.readTree(Long.toString(sum(model, field, record)));
      default -> value(field, record);
    };
  }

  private Set<Long> pointing(String child, List<String> inverses, long id) {
    Set<Long> ids = new TreeSet<>();
    of(child)
        .forEach(
            (childId, record) -> {
              for (String inverse : inverses) {
                JsonNode link = plain(record.get(inverse));
                if (!link.isNull() && link.longValue() == id) {
                  ids.add(childId);
                }
              }
            });
    return ids;
  }

  private Set<Long> files(String model, long id) {
    Set<Long> ids = new TreeSet<>();
    of(RandomModels.FILE)
        .forEach(
            (fileId, record) -> {
              JsonNode named = record.get("res_model");
              JsonNode number = record.get("res_id");
              if (named.isString()
                  && named.stringValue().equals(model)
                  && !number.isNull()
                  && number.longValue() == id) {
                ids.add(fileId);
              }
            });
    return ids;
  }

  /** The other side follows from this one; of this one only that its records exist. */
  private Set<Long> tags(RandomField field, long id, JsonNode record) {
    Set<Long> ids = new TreeSet<>();
    if (field.isOtherSide()) {
      of(field.target())
          .forEach(
              (otherId, other) -> {
                if (ids(other.get(field.inverses().get(0))).contains(id)) {
                  ids.add(otherId);
                }
              });
    } else {
      ids.addAll(ids(record.get(field.name())));
      ids.retainAll(of(field.target()).keySet());
    }
    return ids;
  }

  private long sum(RandomModel model, RandomField field, JsonNode record) {
    long sum = 0;
    for (String path : field.paths()) {
      for (JsonNode end : ends(model, record, List.of(path.split("\\.")))) {
        sum += end.isArray() ? end.size() : end.longValue();
      }
    }
    return sum;
  }

  private List<JsonNode> ends(RandomModel model, JsonNode record, List<String> path) {
    RandomField field = model.field(path.get(0));
    JsonNode value = plain(record.get(field.name()));
    if (value.isNull()) {
      return List.of();
    }
    if (path.size() == 1) {
      return List.of(value);
    }
    List<JsonNode> ends = new ArrayList<>();
    Set<Long> next = field.kind() == Kind.LINK ? Set.of(value.longValue()) : ids(value);
    for (Long id : next) {
      JsonNode there = of(field.target()).get(id);
      if (there != null) {
        ends.addAll(ends(models.model(field.target()), there, path.subList(1, path.size())));
      }
    }
    return ends;
  }
}
