package dev.syncer.store.jdbi;

import dev.syncer.api.Field;
import dev.syncer.api.Fields;
import dev.syncer.api.ModelModule;
import dev.syncer.api.User;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.WriteTransaction;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** One model, {@code shop.item}, with the fields that a test wants. */
final class TestModels {
  static final String ITEM = "shop.item";

  private TestModels() {}

  static Registry items(Field<?>... fields) {
    return registry(models -> models.model(ITEM).fields(fields));
  }

  /** Items with nothing but a name. */
  static Registry items() {
    return items(Fields.text("name"));
  }

  static Registry registry(ModelModule module) {
    return Registry.of(List.of(module));
  }

  static Model item(Registry registry) {
    return registry.model(ITEM).orElseThrow();
  }

  static Row row(Model model, Map<String, Object> values) {
    Row row = Row.of(model, new Object[model.fields().size()]);
    for (Map.Entry<String, Object> value : values.entrySet()) {
      row = row.with(model.field(value.getKey()).orElseThrow(), value.getValue());
    }
    return row;
  }

  /** Inserts an item and appends the commit that tells of it. */
  static long create(WriteTransaction transaction, Model item, String name) {
    return create(transaction, item, name, 1);
  }

  /** Creates one record, and tells so many changes of it. */
  static long create(WriteTransaction transaction, Model item, String name, int changes) {
    Row row = row(item, Map.of("version", 1L, "name", name));
    long id = transaction.insert(item, List.of(row)).get(0);
    Row record = row.with(item.fields().get(0), id);
    transaction.append(
        new Commit(
            0,
            Instant.EPOCH,
            User.SYSTEM,
            null,
            Collections.nCopies(changes, new Change(ChangeKind.CREATE, record, Map.of(), false))));
    return id;
  }
}
