package dev.syncer.core.rights;

import dev.syncer.api.Operation;
import dev.syncer.api.User;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.ReadTransaction;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers who may do what. Safe for use by many threads. */
public final class Rights {
  private final Registry registry;

  @Inject
  public Rights(Registry registry) {
    this.registry = registry;
  }

  /** A user with what decides their rights in the state that a transaction sees. */
  public Reader reader(ReadTransaction transaction, User user) {
    return registry
        .users()
        .map(users -> transaction.read(users, List.of(user.id())).stream().findFirst().orElse(null))
        .map(record -> Reader.of(user, record))
        .orElseGet(() -> Reader.of(user, null));
  }

  /** What a reader may do with the records of a model. */
  public Scope scope(Reader reader, Model model) {
    Map<Operation, Condition> reach = new EnumMap<>(Operation.class);
    for (Operation operation : Operation.values()) {
      reach.put(operation, Condition.EVERY);
    }
    return new Scope(model, reach, Set.copyOf(model.fields()), Set.copyOf(model.fields()));
  }
}
