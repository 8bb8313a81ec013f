package dev.syncer.core.suite;

import dev.syncer.api.HistoryEntry;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.ReadRecords;
import dev.syncer.api.ReadUnit;
import dev.syncer.api.User;
import dev.syncer.core.change.RecordJson;
import dev.syncer.core.model.Row;
import dev.syncer.rpc.RpcException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** What somebody reads in a {@link World}, by chance, and what they are answered, as text. */
final class WorldReads {
  /** How answers begin that tell the past: it may be told to those who may read the record now. */
  static final String HISTORY = "history ";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Random random;
  private final RandomModels models;
  private final OracleNode node;
  private final WorldTampering tampering;
  private final boolean hasDeeds;

  /**
   * @param hasDeeds whether versions are others in the other world
   */
  WorldReads(
      Random random,
      RandomModels models,
      OracleNode node,
      WorldTampering tampering,
      boolean hasDeeds) {
    this.hasDeeds = hasDeeds;
    this.random = random;
    this.models = models;
    this.node = node;
    this.tampering = tampering;
  }

  void as(User user, Consumer<String> told) {
    RandomModel model = node.any(models.all());
    RandomShapeRequest request = RandomShapeRequest.of(random, model);
    Query query = (hasDeeds ? request.whateverTheVersion() : request).query();
    Query page = new Query(query.filter(), query.order(), 1 + random.nextInt(4), random.nextInt(3));
    List<Long> ids = List.of(1L + random.nextInt(8), 1L + random.nextInt(8));
    told.accept(ask(user, model, "search", records -> records.search(page)));
    told.accept(
        ask(user, model, "search_read", records -> found(model, records.searchRead(query))));
    User counting = tampering == WorldTampering.COUNT_OF_ALL ? User.SYSTEM : user;
    told.accept(ask(counting, model, "count", records -> records.count(query)));
    told.accept(ask(user, model, "read", records -> json(records.read(ids))));
    told.accept(ask(user, model, "get", records -> json(List.of(records.get(ids.get(0))))));
    User asking = tampering == WorldTampering.HISTORY_OF_ALL ? User.SYSTEM : user;
    told.accept(HISTORY + ask(asking, model, "", records -> history(records.history(ids.get(0)))));
  }

  private String ask(
      User user, RandomModel model, String what, Function<ReadRecords, Object> read) {
    try {
      return what
          + " "
          + node.database().<Object>read(user, (ReadUnit u) -> read.apply(u.model(model.name())));
    } catch (RpcException e) {
      return what + " " + e.type() + ": " + e.getMessage() + " " + e.context();
    }
  }

  private String found(RandomModel model, List<ModelRecord> records) {
    return json(records) + (tampering == WorldTampering.LISTS_WHOLE ? lists(model, records) : "");
  }

  /** What is in the lists that are shown. */
  private List<Object> lists(RandomModel model, List<ModelRecord> records) {
    List<Object> lists = new ArrayList<>();
    for (ModelRecord shown : records) {
      ModelRecord whole =
          node.database().read(User.SYSTEM, unit -> unit.model(model.name()).get(shown.id()));
      model.fields().stream()
          .filter(field -> field.kind().isList() && shown.asMap().containsKey(field.name()))
          .forEach(field -> lists.add(whole.asMap().get(field.name())));
    }
    return lists;
  }

  private static String json(List<ModelRecord> records) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      records.forEach(record -> RecordJson.writeEntire(json, (Row) record));
      json.writeEndArray();
    }
    return text.toString();
  }

  private static String history(List<HistoryEntry> entries) {
    StringBuilder text = new StringBuilder();
    for (HistoryEntry entry : entries) {
      text.append(entry.kind()).append(entry.version()).append(entry.time()).append(entry.user());
      entry
          .fields()
          .forEach(
              (field, change) ->
                  text.append(field).append(change.from()).append(" → ").append(change.to()));
    }
    return text.toString();
  }
}
