package dev.syncer.core.suite;

import dev.syncer.api.HistoryEntry;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A unit of work in a {@link World}: what is called in it is noted, and in the second world of a
 * pair secrets are other ones. Records are written one at a time, so that each has its own.
 */
final class WorldUnit implements UnitOfWork {
  private final UnitOfWork unit;
  private final RandomModels models;
  private final WorldTrace trace;
  private final @Nullable WorldSecrets secrets;
  private final WorldTwins hidden;
  private final int number;
  private int creates;

  /**
   * @param trace where it is noted
   * @param secrets null where all is as it is
   * @param hidden records that are not found
   */
  WorldUnit(
      UnitOfWork unit,
      int number,
      RandomModels models,
      WorldTrace trace,
      @Nullable WorldSecrets secrets,
      WorldTwins hidden) {
    this.unit = unit;
    this.hidden = hidden;
    this.number = number;
    this.models = models;
    this.trace = trace;
    this.secrets = secrets;
  }

  @Override
  public User user() {
    return unit.user();
  }

  @Override
  public Records model(String name) {
    return new Noted(models.model(name), unit.model(name));
  }

  @Override
  public <T extends @Nullable Object> T attempt(Supplier<T> work) {
    int mark = trace.mark();
    try {
      return unit.attempt(work);
    } catch (RuntimeException e) {
      trace.undo(mark);
      throw e;
    }
  }

  @Override
  public UnitOfWork asSystem() {
    return unit.asSystem();
  }

  private Values other(RandomModel model, @Nullable Long id, Values values) {
    return secrets == null ? values : Values.of(other(secrets, model, id, values.asMap()));
  }

  private Map<String, @Nullable Object> other(
      WorldSecrets kept,
      RandomModel model,
      @Nullable Long id,
      Map<String, ? extends @Nullable Object> values) {
    Map<String, @Nullable Object> others = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          RandomField field =
              model.fields().stream().filter(f -> f.name().equals(name)).findFirst().orElse(null);
          if (field == null) {
            others.put(name, value); // groups and active
          } else if (field.kind().isList() && value instanceof List<?> commands) {
            RandomModel target = models.model(field.target());
            others.put(name, commands.stream().map(c -> command(kept, target, c)).toList());
          } else {
            others.put(name, kept.other(model, field, id, number, value));
          }
        });
    return others;
  }

  /** A command in a list, or an id. */
  @SuppressWarnings("unchecked") // values of commands are maps by name
  private Object command(WorldSecrets kept, RandomModel target, Object command) {
    if (!(command instanceof List<?> words)
        || !(words.get(words.size() - 1) instanceof Map<?, ?>)) {
      return command;
    }
    Map<String, @Nullable Object> values =
        (Map<String, @Nullable Object>) words.get(words.size() - 1);
    Long id = words.size() == 3 ? (Long) words.get(1) : null;
    List<Object> others = new ArrayList<>(words.subList(0, words.size() - 1));
    others.add(other(kept, target, id, values));
    return others;
  }

  private final class Noted implements Records {
    private final RandomModel model;
    private final Records records;

    Noted(RandomModel model, Records records) {
      this.model = model;
      this.records = records;
    }

    @Override
    public List<Long> create(List<Values> wanted) {
      List<Long> known = secrets == null ? List.of() : secrets.trace().ids(number, creates);
      List<Values> others = new ArrayList<>();
      for (int i = 0; i < wanted.size(); i++) {
        others.add(other(model, i < known.size() ? known.get(i) : null, wanted.get(i)));
      }
      List<Long> ids = records.create(others);
      creates++;
      trace.created(model.name(), ids);
      return ids;
    }

    @Override
    public void write(Collection<Long> ids, Values values) {
      ids.forEach(id -> records.write(id, other(model, id, values)));
    }

    @Override
    public void requireVersion(Collection<Long> ids, long version) {
      records.requireVersion(ids, version);
    }

    @Override
    public void unlink(Collection<Long> ids) {
      records.unlink(ids);
    }

    @Override
    public List<ModelRecord> read(Collection<Long> ids) {
      return records.read(ids);
    }

    @Override
    public List<ModelRecord> read(Collection<Long> ids, Collection<String> fields) {
      return records.read(ids, fields);
    }

    @Override
    public ModelRecord get(long id) {
      return records.get(id);
    }

    @Override
    public List<HistoryEntry> history(long id, int limit) {
      return records.history(id, limit);
    }

    @Override
    public List<Long> search(Query query) {
      return records.search(query).stream().filter(id -> !hidden.hides(model.name(), id)).toList();
    }

    @Override
    public List<ModelRecord> searchRead(Query query) {
      return records.searchRead(query);
    }

    @Override
    public List<ModelRecord> searchRead(Query query, Collection<String> fields) {
      return records.searchRead(query, fields);
    }

    @Override
    public long count(Query query) {
      return records.count(query);
    }
  }
}
