package dev.syncer.core.broker;

import dev.syncer.api.User;
import dev.syncer.core.broker.ClientConnection.Known;
import dev.syncer.core.change.Change;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.shape.ShapeRequest;
import dev.syncer.core.shape.Shapes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What users might see at a cursor, and since. A client that comes back with a cursor saw what its
 * user might see then: the user's record, as it was at the cursor, says what that was. Reads the
 * log, so it is not for the broker's thread.
 */
final class PastShapes {
  private final Registry registry;
  private final Shapes shapes;
  private final CommitSource commits;

  PastShapes(Registry registry, Shapes shapes, CommitSource commits) {
    this.registry = registry;
    this.shapes = shapes;
    this.commits = commits;
  }

  /** Those of the user of a connection. */
  OfUser of(ClientConnection connection) {
    return new OfUser(connection);
  }

  /** From a cursor until somebody came back. */
  private record Absence(long cursor, Known until) {}

  /** Of one user; remembers what it has read, for subscriptions that come back together. */
  final class OfUser {
    private final ClientConnection connection;
    private final Map<Absence, List<Principal>> principals = new HashMap<>();

    private OfUser(ClientConnection connection) {
      this.connection = connection;
    }

    /** What the user saw at a position, and after each change of rights until they came back. */
    List<Shape> during(ShapeRequest request, long cursor, Known until) {
      return principals.computeIfAbsent(new Absence(cursor, until), this::principals).stream()
          .map(reader -> shapes.shapeOrNothing(reader, request))
          .distinct()
          .toList();
    }

    private List<Principal> principals(Absence absence) {
      return principalsDuring(connection.user(), absence);
    }
  }

  /** What a user was at the cursor, and after each change since. */
  private List<Principal> principalsDuring(User user, Absence absence) {
    Model users = registry.users().orElse(null);
    List<Principal> principals = new ArrayList<>();
    if (users != null && !user.isSystem()) {
      for (long read = absence.cursor; read < absence.until.at(); ) {
        List<EncodedCommit> next = commits.after(read).orElse(List.of());
        if (next.isEmpty()) { // the reader may be of a commit that the broker has not had yet
          next = commits.storedAfter(read).orElse(List.of());
        }
        if (next.isEmpty()) {
          break;
        }
        for (EncodedCommit each : next) {
          for (Change change : each.commit().changes()) {
            if (change.model() == users
                && change.record().id() == user.id()
                && each.position() <= absence.until.at()) {
              principals.add(Principal.of(user, change.before().orElse(null)));
            }
          }
          read = each.position();
        }
      }
    }
    principals.add(absence.until.principal());
    return principals;
  }
}
