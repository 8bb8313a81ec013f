package dev.syncer.testkit;

import dev.syncer.api.FieldType;
import dev.syncer.api.ModelRecord;
import dev.syncer.core.change.RecordJson;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says in which records and fields a page and a fresh read differ.
 *
 * @param model whose records they are
 */
record ViewDifferences(Model model) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** One line for each difference, records ascending. */
  List<String> between(LiveView view, List<ModelRecord> fresh) {
    List<String> differences = new ArrayList<>(view.faults());
    Map<Long, ObjectNode> shown = view.records();
    Map<Long, JsonNode> held = new TreeMap<>();
    fresh.forEach(record -> held.put(record.id(), read((Row) record)));
    TreeSet<Long> ids = new TreeSet<>(shown.keySet());
    ids.addAll(held.keySet());
    for (long id : ids) {
      JsonNode onPage = shown.get(id);
      JsonNode inDatabase = held.get(id);
      if (onPage == null) {
        differences.add("record " + id + " is missing in the page");
      } else if (inDatabase == null) {
        differences.add("record " + id + " is in the page, and they may not see it any more");
      } else {
        differences.addAll(between(id, onPage, inDatabase));
      }
    }
    return differences;
  }

  private static JsonNode read(Row row) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      RecordJson.writeEntire(json, row);
    }
    return JSON.readTree(text.toString());
  }

  private List<String> between(long id, JsonNode onPage, JsonNode inDatabase) {
    TreeSet<String> fields = new TreeSet<>(onPage.propertyNames());
    fields.addAll(inDatabase.propertyNames());
    List<String> differences = new ArrayList<>();
    for (String field : fields) {
      JsonNode left = plain(field, onPage.path(field));
      JsonNode right = plain(field, inDatabase.path(field));
      if (!left.equals(right)) {
        differences.add(
            "record "
                + id
                + ": "
                + field
                + " is "
                + (left.isMissingNode() ? "not there" : left)
                + " in the page, and "
                + (right.isMissingNode() ? "not there" : right)
                + " in the database");
      }
    }
    return differences;
  }

  /** A link without its name. */
  private JsonNode plain(String field, JsonNode value) {
    boolean isLink =
        model
            .field(field)
            .map(ModelField::type)
            .filter(type -> type == FieldType.MANY_TO_ONE)
            .isPresent();
    return isLink && value.isArray() && !value.isEmpty() ? value.get(0) : value;
  }
}
