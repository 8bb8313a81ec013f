package dev.syncer.core.broker;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.rights.UserNamePolicy;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The connections of each user, and what decides their rights. Only the broker's thread knows who
 * is connected; a reader may be read by any.
 */
final class Readers {
  private final Store store;
  private final Rights rights;
  private final Map<Long, Set<ClientConnection>> byUser = new HashMap<>();

  Readers(Store store, Rights rights) {
    this.store = store;
    this.rights = rights;
  }

  void add(ClientConnection connection) {
    if (!connection.isClosed()) {
      byUser.computeIfAbsent(connection.user().id(), id -> new LinkedHashSet<>()).add(connection);
    }
  }

  void remove(ClientConnection connection) {
    byUser.computeIfPresent(
        connection.user().id(),
        (id, connections) -> {
          connections.remove(connection);
          return connections.isEmpty() ? null : connections;
        });
  }

  boolean isEmpty() {
    return byUser.isEmpty();
  }

  /** The connections of a user. */
  List<ClientConnection> of(long userId) {
    return List.copyOf(byUser.getOrDefault(userId, Set.of()));
  }

  /** All connections. */
  List<ClientConnection> all() {
    return byUser.values().stream().flatMap(Set::stream).toList();
  }

  /**
   * Takes over what a commit says of the user of a connection: their record decides their rights.
   */
  void take(ClientConnection connection, Change change, long position) {
    Row record = change.record();
    connection.principal(
        change.kind() == ChangeKind.UNLINK
            ? Principal.ANONYMOUS
            : Principal.of(connection.user(), record),
        position);
  }

  /** Reads what decides the rights of a connection now. */
  void read(ClientConnection connection) {
    store.read(
        ReadLane.SESSIONS,
        transaction -> {
          Principal principal = rights.principal(transaction, connection.user());
          connection.principal(principal, transaction.head());
          return principal;
        });
  }

  /** Whether what decides the rights of a connection is something else in a state. */
  boolean haveChanged(ClientConnection connection, ReadTransaction transaction) {
    Row known = connection.principal().record();
    Row there = rights.principal(transaction, connection.user()).record();
    return known == null || there == null ? known != there : known.version() != there.version();
  }

  /** What the user of a connection may call users. */
  UserNamePolicy naming(ClientConnection connection) {
    return rights.naming(connection.principal());
  }

  /** Whether the user of a connection may send messages on the channel of a model. */
  boolean maySend(ClientConnection connection, Model model) {
    return rights.maySend(connection.principal(), model);
  }

  /** Whether the user of a connection still is one. */
  boolean mayStay(ClientConnection connection) {
    Principal principal = connection.principal();
    return connection.user().isAnonymous() || principal != Principal.ANONYMOUS;
  }
}
