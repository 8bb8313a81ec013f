package dev.syncer.core.work;

import dev.syncer.api.ModelRecord;
import dev.syncer.api.Records;
import dev.syncer.api.Values;
import dev.syncer.core.model.Model;
import dev.syncer.core.spi.Current;
import dev.syncer.core.view.RecordView;
import dev.syncer.core.view.ViewRecords;
import dev.syncer.rpc.ConflictException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The records of one model, to read and to write. */
final class UnitRecords extends ViewRecords implements Records {
  private final WritingUnit unit;
  private final Model model;

  /**
   * @param elevated whether its calls have the rights of the system
   */
  UnitRecords(WritingUnit unit, Model model, boolean elevated) {
    super(unit, model, elevated);
    this.unit = unit;
    this.model = model;
  }

  @Override
  @SuppressWarnings("try") // it is closed, and nothing else
  public List<Long> create(List<Values> records) {
    try (Current rights = rights()) {
      return unit.create(model, records);
    }
  }

  @Override
  @SuppressWarnings("try") // it is closed, and nothing else
  public void write(Collection<Long> ids, Values values) {
    try (Current rights = rights()) {
      unit.write(model, ids, values);
    }
  }

  @Override
  public void requireVersion(Collection<Long> ids, long version) {
    Map<Long, ModelRecord> found = new HashMap<>();
    read(ids, List.of()).forEach(each -> found.put(each.id(), each));
    for (Long id : ids) {
      ModelRecord current = found.get(id);
      if (current == null) {
        throw RecordView.missing(model, id);
      }
      if (current.version() != version) {
        throw conflict(get(id), version);
      }
    }
  }

  @Override
  @SuppressWarnings("try") // it is closed, and nothing else
  public void unlink(Collection<Long> ids) {
    try (Current rights = rights()) {
      unit.unlink(model, ids);
    }
  }

  private static ConflictException conflict(ModelRecord current, long expected) {
    return new ConflictException(
        "Somebody else changed this record: it is at version "
            + current.version()
            + ", not "
            + expected
            + ". Read it again, then write.",
        Map.of(
            "model", current.model(),
            "id", current.id(),
            "version", current.version(),
            "record", current));
  }
}
