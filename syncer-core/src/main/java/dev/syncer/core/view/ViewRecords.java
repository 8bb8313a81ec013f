package dev.syncer.core.view;

import dev.syncer.api.HistoryEntry;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Operation;
import dev.syncer.api.Query;
import dev.syncer.api.ReadRecords;
import dev.syncer.core.change.RecordJson;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Projection;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.Scope;
import dev.syncer.core.spi.Current;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The records of one model, to read: the words of the API over the rows of a unit. */
public class ViewRecords implements ReadRecords {
  private final RecordView unit;
  private final Model model;
  private final boolean elevated;

  /**
   * @param elevated whether its calls have the rights of the system
   */
  public ViewRecords(RecordView unit, Model model, boolean elevated) {
    this.unit = unit;
    this.model = model;
    this.elevated = elevated;
  }

  /** The rights of the view that calls came through, until that is closed. */
  protected final Current rights() {
    return unit.guard().as(elevated);
  }

  protected final <T extends @Nullable Object> T call(Supplier<T> call) {
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
  public final List<ModelRecord> read(Collection<Long> ids) {
    return reading(() -> read(ids, Projection.ALL));
  }

  @Override
  public final List<ModelRecord> read(Collection<Long> ids, Collection<String> fields) {
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
  public final ModelRecord get(long id) {
    return read(List.of(id)).stream().findFirst().orElseThrow(() -> RecordView.missing(model, id));
  }

  @Override
  public final List<HistoryEntry> history(long id, int limit) {
    return reading(() -> unit.history(model, id, limit));
  }

  @Override
  public final List<Long> search(Query query) {
    return reading(
        () -> found(query, Projection.of(model, List.of())).stream().map(Row::id).toList());
  }

  @Override
  public final List<ModelRecord> searchRead(Query query) {
    return reading(() -> shown(query, Projection.ALL));
  }

  @Override
  public final List<ModelRecord> searchRead(Query query, Collection<String> fields) {
    return reading(() -> shown(query, asked(fields)));
  }

  private List<Row> found(Query query, Projection asked) {
    return unit.search(model, query, asked);
  }

  private List<ModelRecord> shown(Query query, Projection asked) {
    return List.copyOf(unit.seen(found(query, asked), asked));
  }

  @Override
  public final long count(Query query) {
    return reading(() -> unit.count(model, query));
  }
}
