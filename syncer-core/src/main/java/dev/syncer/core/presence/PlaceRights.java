package dev.syncer.core.presence;

import dev.syncer.api.Operation;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Search;
import dev.syncer.core.spi.Store;
import dev.syncer.core.view.RecordReader;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where visitors may be: the right to be somewhere is that to read the channel, or the record. Safe
 * for use by many threads.
 */
final class PlaceRights {
  private final Registry registry;
  private final Rights rights;
  private final Store store;

  PlaceRights(Registry registry, Rights rights, Store store) {
    this.registry = registry;
    this.rights = rights;
    this.store = store;
  }

  /** Where a visitor may be among some places, in one state. */
  record Found(Presences.Look look, Set<Place> readable) {}

  Found find(Visitor visitor, Collection<Place> places) {
    Principal reader = visitor.reader();
    Map<Model, Set<Place>> byModel = new LinkedHashMap<>();
    places.forEach(
        place -> byModel.computeIfAbsent(place.model(), m -> new LinkedHashSet<>()).add(place));
    return store.read(
        transaction -> {
          Set<Place> readable = new HashSet<>();
          byModel.forEach(
              (model, asked) -> readable.addAll(readable(transaction, reader, model, asked)));
          return new Found(looked(transaction, visitor), readable);
        });
  }

  private Presences.Look looked(ReadTransaction transaction, Visitor visitor) {
    return new Presences.Look(
        transaction.head(), RecordReader.user(registry, transaction, visitor.user()).orElse(null));
  }

  /** Those of some places of one model where a reader may be. */
  private Set<Place> readable(
      ReadTransaction transaction, Principal reader, Model model, Collection<Place> asked) {
    Set<Place> readable = new HashSet<>();
    Condition reach = rights.scope(reader, model).reach(Operation.READ).orElse(null);
    if (reach == null) {
      return readable;
    }
    Set<Object> ids = new LinkedHashSet<>();
    for (Place place : asked) {
      if (place.isChannel()) {
        readable.add(place);
      } else {
        ids.add(place.record());
      }
    }
    if (!ids.isEmpty()) {
      ModelField id = model.fields().get(0);
      Condition condition =
          Conditions.normal(new Condition.All(List.of(new Condition.In(id, ids), reach)));
      transaction
          .search(model, Search.of(condition).fields(Set.of()))
          .rows()
          .forEach(row -> readable.add(new Place(model, row.id())));
    }
    return readable;
  }

  /** Whether a visitor may read a record as a change leaves it. */
  boolean isReadable(Visitor visitor, Change change) {
    return change.kind() != ChangeKind.UNLINK
        && rights
            .scope(visitor.reader(), change.model())
            .reach(Operation.READ)
            .filter(reach -> reach.matches(change.record()))
            .isPresent();
  }
}
