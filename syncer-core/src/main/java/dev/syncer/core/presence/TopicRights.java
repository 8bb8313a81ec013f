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
 * What participants may join: the right to be a member is that to read the channel, or the record.
 * Safe for use by many threads.
 */
final class TopicRights {
  private final Registry registry;
  private final Rights rights;
  private final Store store;

  TopicRights(Registry registry, Rights rights, Store store) {
    this.registry = registry;
    this.rights = rights;
    this.store = store;
  }

  /** What a participant may join among some topics, in one state. */
  record Found(PresenceTracker.Look look, Set<Topic> readable) {}

  Found find(Participant participant, Collection<Topic> topics) {
    Principal principal = participant.principal();
    Map<Model, Set<Topic>> byModel = new LinkedHashMap<>();
    topics.forEach(
        topic -> byModel.computeIfAbsent(topic.model(), m -> new LinkedHashSet<>()).add(topic));
    return store.read(
        transaction -> {
          Set<Topic> readable = new HashSet<>();
          byModel.forEach(
              (model, asked) -> readable.addAll(readable(transaction, principal, model, asked)));
          return new Found(looked(transaction, participant), readable);
        });
  }

  private PresenceTracker.Look looked(ReadTransaction transaction, Participant participant) {
    return new PresenceTracker.Look(
        transaction.head(),
        RecordReader.user(registry, transaction, participant.user()).orElse(null));
  }

  /** Those of some topics of one model that a principal may join. */
  private Set<Topic> readable(
      ReadTransaction transaction, Principal principal, Model model, Collection<Topic> asked) {
    Set<Topic> readable = new HashSet<>();
    Condition reach = rights.scope(principal, model).reach(Operation.READ).orElse(null);
    if (reach == null) {
      return readable;
    }
    Set<Object> ids = new LinkedHashSet<>();
    for (Topic topic : asked) {
      if (topic.isChannel()) {
        readable.add(topic);
      } else {
        ids.add(topic.record());
      }
    }
    if (!ids.isEmpty()) {
      ModelField id = model.fields().get(0);
      Condition condition =
          Conditions.normal(new Condition.All(List.of(new Condition.In(id, ids), reach)));
      transaction
          .search(model, Search.of(condition).fields(Set.of()))
          .rows()
          .forEach(row -> readable.add(new Topic(model, row.id())));
    }
    return readable;
  }

  /** Whether a participant may read a record as a change leaves it. */
  boolean isReadable(Participant participant, Change change) {
    return change.kind() != ChangeKind.UNLINK
        && rights
            .scope(participant.principal(), change.model())
            .reach(Operation.READ)
            .filter(reach -> reach.matches(change.record()))
            .isPresent();
  }
}
