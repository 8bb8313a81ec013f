package dev.syncer.testkit.adapters;

import dev.syncer.api.User;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.WriteTransaction;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An open store for each test, with short words for what tests of it do. */
@NullUnmarked // fields are set before each test
abstract class StoreContractFixture {
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123Z");
  static final int MANY = 100_000;

  final Registry registry = Registry.of(List.of(new StoreContractModels()));
  final Model thing = registry.model(StoreContractModels.THING).orElseThrow();
  final Model place = registry.model(StoreContractModels.PLACE).orElseThrow();
  final List<Commit> heard = Collections.synchronizedList(new ArrayList<>());

  @TempDir Path folder;
  Store store;
  StoreState state;

  protected abstract Store store(Path place);

  @BeforeEach
  final void openStore() {
    store = store(folder);
    state = store.open(registry);
    store.follow(heard::add);
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  /** Ends the store cleanly and opens the same database again. */
  final void reopen() {
    store.close();
    openStore();
  }

  final ModelField field(String name) {
    return thing.field(name).orElseThrow();
  }

  /** A thing as the framework would hand it over: version 1, made now, not done. */
  final Row thing(Map<String, ? extends @Nullable Object> values) {
    return row(thing, values);
  }

  static Row row(Model model, Map<String, ? extends @Nullable Object> values) {
    Row row =
        Row.of(model, new Object[model.fields().size()])
            .with(
                Map.of(
                    model.field("version").orElseThrow(), 1L,
                    model.field("create_date").orElseThrow(), NOON,
                    model.field("write_date").orElseThrow(), NOON));
    if (model.field("done").isPresent()) {
      row = row.with(model.field("done").orElseThrow(), Boolean.FALSE);
    }
    for (Map.Entry<String, ? extends @Nullable Object> value : values.entrySet()) {
      row = row.with(model.field(value.getKey()).orElseThrow(), value.getValue());
    }
    return row;
  }

  static Row withId(Row row, long id) {
    return row.with(row.definition().fields().get(0), id);
  }

  /** Inserts and answers the ids; nothing goes into the log. */
  final List<Long> insert(List<Row> rows) {
    return store.write(tx -> tx.insert(rows.get(0).definition(), rows)).value();
  }

  final long insert(Row row) {
    return insert(List.of(row)).get(0);
  }

  /** Inserts a thing of this name and appends the commit that tells of it. */
  final long create(WriteTransaction transaction, String name) {
    Row row = thing(Map.of("name", name));
    long id = transaction.insert(thing, List.of(row)).get(0);
    transaction.append(commit(ChangeKind.CREATE, withId(row, id)));
    return id;
  }

  static Commit commit(ChangeKind kind, Row record) {
    return new Commit(
        0, NOON, User.SYSTEM, null, List.of(new Change(kind, record, Map.of(), false)));
  }

  final List<Row> all() {
    return search(Condition.EVERY);
  }

  final List<Row> search(Condition condition) {
    return store.read(tx -> tx.search(thing, condition, List.of(), MANY, 0));
  }

  final List<Row> read(Model model, List<Long> ids) {
    return store.read(tx -> tx.read(model, ids));
  }

  final List<Commit> log() {
    return log(0, MANY);
  }

  final List<Commit> log(long after, int limit) {
    return store.read(tx -> tx.log(after, limit));
  }

  static List<Object> names(List<Row> rows) {
    List<Object> names = new ArrayList<>();
    rows.forEach(row -> names.add(row.get("name")));
    return names;
  }

  static String nameOf(Commit commit) {
    return String.valueOf(commit.changes().get(0).record().get("name"));
  }
}
