package dev.syncer.core.schema;

import dev.syncer.api.Filter;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.WriteTransaction;
import dev.syncer.core.view.RecordView;
import dev.syncer.rpc.ValidationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the values of a derived column anew for all records, a batch in a transaction, so that a
 * large table costs time and not memory. Versions stay, and no hook or constraint is asked: nobody
 * has written anything.
 */
final class Backfill {
  /** Records of one batch. */
  static final int BATCH = 500;

  private static final Logger LOG = LoggerFactory.getLogger(Backfill.class);

  private final Registry registry;
  private final Store store;

  Backfill(Registry registry, Store store) {
    this.registry = registry;
    this.store = store;
  }

  /** Fills a column; those that it follows from are filled already. */
  void fill(ModelField field) {
    Model model = registry.model(field.modelName()).orElseThrow();
    long records = 0;
    Batch last = new Batch(0, BATCH);
    while (last.size() == BATCH) {
      long after = last.lastId();
      last = store.write(transaction -> fill(transaction, model, field, after)).value();
      records += last.size();
    }
    if (records > 0) {
      LOG.info("Made the values of {} in {} records.", field.noteKey(), records);
    }
  }

  private record Batch(long lastId, int size) {}

  private Batch fill(WriteTransaction transaction, Model model, ModelField field, long after) {
    List<Row> rows =
        transaction.search(
            model, Conditions.of(model, Filter.where("id", ">", after)), List.of(), BATCH, 0);
    if (rows.isEmpty()) {
      return new Batch(after, 0);
    }
    RecordView unit = new RecordView(registry, transaction);
    List<Row> filled = new ArrayList<>();
    outdated(unit, field, rows).forEach((row, value) -> filled.add(row.with(field, value)));
    if (!filled.isEmpty()) {
      transaction.update(model, filled);
    }
    return new Batch(rows.get(rows.size() - 1).id(), rows.size());
  }

  private static Map<Row, @Nullable Object> outdated(
      RecordView unit, ModelField field, List<Row> rows) {
    try {
      return unit.derived().outdated(field, rows);
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      throw unfillable(field, culprit(unit, field, rows), e);
    }
  }

  /** The first record that fails alone. */
  private static Row culprit(RecordView unit, ModelField field, List<Row> rows) {
    for (Row row : rows) {
      try {
        unit.derived().values(field, List.of(row));
      } catch (StoreException e) {
        throw e;
      } catch (RuntimeException e) {
        return row;
      }
    }
    return rows.get(0);
  }

  private static StartupException unfillable(ModelField field, Row row, RuntimeException reason) {
    LOG.error("A derived value could not be made", reason);
    return new StartupException(
        ErrorCode.FIELD_UNFILLED,
        "the field \""
            + field.name()
            + "\" of "
            + field.modelName()
            + " is new or follows from something else now, but its value in the record "
            + row
            + " cannot be made: "
            + (reason instanceof ValidationException
                ? reason.getMessage()
                : reason.getClass().getSimpleName() + ".")
            + " A stored value is made for every record. Let the function answer for this one"
            + " too, or change the record with the models as they were.");
  }
}
