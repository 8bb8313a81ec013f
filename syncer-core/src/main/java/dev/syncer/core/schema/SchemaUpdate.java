package dev.syncer.core.schema;

import com.google.inject.Inject;
import dev.syncer.api.User;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Relations;
import dev.syncer.core.model.Relations.Trigger;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.WriteTransaction;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a start does where modules have changed since the last one: makes the values of derived
 * columns that are new or follow from something else now, and marks the place in the change log
 * from which each model looks as it does.
 *
 * <p>The values are written without commits, in batches. A commit for each would tell of records
 * that are half done, and fill the log with the whole table. Instead one commit without changes
 * marks the place when all is done; who resumes from before it reads the model anew. In the same
 * transaction the store notes by what definition each column was made. So a start that is cut off
 * leaves no note, and the next one does it all again.
 */
public final class SchemaUpdate {
  private final Registry registry;
  private final Relations relations;
  private final ModelFingerprint fingerprint;
  private final Store store;
  private final Clock clock;

  @Inject
  SchemaUpdate(Registry registry, Store store, Clock clock) {
    this.registry = registry;
    this.relations = registry.relations();
    this.fingerprint = new ModelFingerprint(registry);
    this.store = store;
    this.clock = clock;
  }

  /**
   * Brings a store that was just opened up to date; before anybody else writes.
   *
   * @return for each model the position from which it looks as it does; cursors before it are of
   *     another schema
   * @throws dev.syncer.core.fault.StartupException if a value cannot be made
   */
  public Map<Model, Long> apply(StoreState state) {
    Map<String, String> definitions = definitions();
    Set<ModelField> unfilled = unfilled(definitions, state.notes());
    Backfill filling = new Backfill(registry, store);
    unfilled.stream().sorted(Comparator.comparingInt(relations::rank)).forEach(filling::fill);

    Map<Model, Long> since = new LinkedHashMap<>();
    Set<Model> changed = modelsThatShow(unfilled);
    for (Model model : registry.models()) {
      Shown noted = Shown.of(state.notes().get(model.name()));
      if (noted.fingerprint().equals(fingerprint.of(model)) && !changed.contains(model)) {
        since.put(model, noted.since());
      }
    }
    boolean isUpToDate =
        since.size() == registry.models().size()
            && state.notes().size() == definitions.size() + since.size();
    if (!isUpToDate) {
      store.write(transaction -> note(transaction, state, definitions, since));
    }
    return since;
  }

  /** The definition of each derived column, by the key of its note. */
  private Map<String, String> definitions() {
    Map<String, String> definitions = new LinkedHashMap<>();
    for (Model model : registry.models()) {
      for (ModelField field : relations.storedDerived(model)) {
        definitions.put(field.noteKey(), relations.definition(field));
      }
    }
    return definitions;
  }

  /** The columns whose values were not made by their definition, and all that follows from them. */
  private Set<ModelField> unfilled(Map<String, String> definitions, Map<String, String> notes) {
    Set<ModelField> unfilled = new LinkedHashSet<>();
    Deque<ModelField> open = new ArrayDeque<>();
    for (Model model : registry.models()) {
      for (ModelField field : relations.storedDerived(model)) {
        if (!definitions.getOrDefault(field.noteKey(), "").equals(notes.get(field.noteKey()))) {
          open.add(field);
        }
      }
    }
    while (!open.isEmpty()) {
      ModelField field = open.remove();
      if (unfilled.add(field)) {
        relations.triggers(field).stream()
            .map(Trigger::derived)
            .filter(ModelField::isColumn)
            .forEach(open::add);
      }
    }
    return unfilled;
  }

  /** The models of the fields, and those that show them as related values. */
  private Set<Model> modelsThatShow(Set<ModelField> fields) {
    Set<Model> models = new HashSet<>();
    for (ModelField field : fields) {
      models.add(registry.model(field.modelName()).orElseThrow());
      relations.triggers(field).forEach(trigger -> models.add(trigger.model()));
    }
    return models;
  }

  /** Notes the columns as made, and the models that are missing in the map as changed. */
  private boolean note(
      WriteTransaction transaction,
      StoreState state,
      Map<String, String> definitions,
      Map<Model, Long> since) {
    boolean isSeen = state.head() > 0 && since.size() < registry.models().size();
    long now = isSeen ? transaction.append(mark()) : 0;
    registry.models().forEach(model -> since.putIfAbsent(model, now));
    Map<String, String> notes = new LinkedHashMap<>(definitions);
    since.forEach(
        (model, at) -> notes.put(model.name(), new Shown(at, fingerprint.of(model)).text()));
    state.notes().keySet().stream()
        .filter(key -> !notes.containsKey(key))
        .forEach(key -> transaction.note(key, null));
    notes.forEach(transaction::note);
    return isSeen;
  }

  private Commit mark() {
    return new Commit(
        0, clock.instant().truncatedTo(ChronoUnit.MILLIS), User.SYSTEM, null, List.of());
  }

  /**
   * The note of a model.
   *
   * @param since the position from which it looks like this
   * @param fingerprint how it looks
   */
  private record Shown(long since, String fingerprint) {

    static Shown of(@Nullable String note) {
      int end = note == null ? -1 : note.indexOf('\n');
      return note == null || end < 0
          ? new Shown(0, "no note")
          : new Shown(Long.parseLong(note.substring(0, end)), note.substring(end + 1));
    }

    String text() {
      return since + "\n" + fingerprint;
    }
  }
}
