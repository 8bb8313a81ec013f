package dev.syncer.core.work;

import dev.syncer.api.HistoryEntry;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Operation;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.Values;
import dev.syncer.core.change.RecordJson;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Projection;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.Scope;
import dev.syncer.rpc.ConflictException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The records of one model: the words of the API over the rows of a unit of work.
 *
 * @param elevated whether its calls have the rights of the system
 */
record UnitRecords(ReadingUnit unit, Model model, boolean elevated) implements Records {

  private <T extends @Nullable Object> T call(Supplier<T> call) {
    return unit.guard().with(elevated, call);
  }

  private <T extends @Nullable Object> T reading(Supplier<T> call) {
    return call(
        () -> {
          unit.guard().allow(Operation.READ, model);
          return call.get();
        });
  }

  @Override
  public List<Long> create(List<Values> records) {
    return call(() -> unit.create(model, records));
  }

  @Override
  public void write(Collection<Long> ids, Values values) {
    call(
        () -> {
          unit.write(model, ids, values);
          return null;
        });
  }

  @Override
  public void requireVersion(Collection<Long> ids, long version) {
    Map<Long, ModelRecord> found = new HashMap<>();
    read(ids, List.of()).forEach(each -> found.put(each.id(), each));
    for (Long id : ids) {
      ModelRecord current = found.get(id);
      if (current == null) {
        throw ReadingUnit.missing(model, id);
      }
      if (current.version() != version) {
        throw conflict(get(id), version);
      }
    }
  }

  @Override
  public void unlink(Collection<Long> ids) {
    call(
        () -> {
          unit.unlink(model, ids);
          return null;
        });
  }

  @Override
  public List<ModelRecord> read(Collection<Long> ids) {
    return reading(() -> read(ids, Projection.ALL));
  }

  @Override
  public List<ModelRecord> read(Collection<Long> ids, Collection<String> fields) {
    return reading(() -> read(ids, asked(fields)));
  }

  private List<ModelRecord> read(Collection<Long> ids, Projection asked) {
    List<Row> rows = unit.inOrder(model, ids, asked);
    return List.copyOf(unit.seen(unit.guard().within(Operation.READ, model, rows), asked));
  }

  private Projection asked(Collection<String> names) {
    Scope scope = unit.guard().scope(model);
    List<ModelField> fields = new ArrayList<>();
    for (String name : names) {
      if (name.equals(RecordJson.DISPLAY_NAME)) {
        model.displayNameField().filter(scope.readable()::contains).ifPresent(fields::add);
      } else {
        fields.add(scope.field(name));
      }
    }
    return Projection.of(model, fields);
  }

  @Override
  public ModelRecord get(long id) {
    return read(List.of(id)).stream().findFirst().orElseThrow(() -> ReadingUnit.missing(model, id));
  }

  @Override
  public List<HistoryEntry> history(long id, int limit) {
    return reading(() -> unit.history(model, id, limit));
  }

  @Override
  public List<Long> search(Query query) {
    return reading(
        () -> found(query, Projection.of(model, List.of())).stream().map(Row::id).toList());
  }

  @Override
  public List<ModelRecord> searchRead(Query query) {
    return reading(() -> shown(query, Projection.ALL));
  }

  @Override
  public List<ModelRecord> searchRead(Query query, Collection<String> fields) {
    return reading(() -> shown(query, asked(fields)));
  }

  private List<Row> found(Query query, Projection asked) {
    return unit.search(model, query, asked);
  }

  private List<ModelRecord> shown(Query query, Projection asked) {
    return List.copyOf(unit.seen(found(query, asked), asked));
  }

  @Override
  public long count(Query query) {
    return reading(() -> unit.count(model, query));
  }

  private static ConflictException conflict(ModelRecord current, long expected) {
    return new ConflictException(
        "Record "
            + current
            + " is at version "
            + current.version()
            + ", not "
            + expected
            + ": somebody else changed it. Read it again, then write.",
        Map.of(
            "model", current.model(),
            "id", current.id(),
            "version", current.version(),
            "record", current));
  }
}
