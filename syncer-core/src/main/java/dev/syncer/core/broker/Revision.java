package dev.syncer.core.broker;

import dev.syncer.api.User;
import dev.syncer.core.broker.Subscription.Snapshot;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Model;
import dev.syncer.core.rights.Reader;
import dev.syncer.core.shape.PastState;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.shape.Sight;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client what it sees differently since its rights have changed: what it lost leaves, what
 * it gained is created, both at the position up to which it has everything. So what follows is
 * judged by the rights of now from its first change on. Where fields are shown or hidden it reads
 * anew.
 *
 * <p>A client that comes back with a cursor saw what its user might see then: the user's record, as
 * it was at the cursor, says what that was.
 */
final class Revision {
  private final DefaultBroker broker;
  private final DefaultConnection connection;

  /** The reader at a position, for subscriptions that come back with the same cursor. */
  private final Map<Long, Reader> readers = new HashMap<>();

  Revision(DefaultBroker broker, DefaultConnection connection) {
    this.broker = broker;
    this.connection = connection;
  }

  /** Tells the next thing that is to be told before the log goes on. */
  void tell(Subscription subscription) {
    if (subscription.isFromTheCursor()) {
      subscription.saw(shapeAtTheCursor(subscription));
      return;
    }
    Shape former = subscription.former();
    if (former != null) {
      tell(subscription, former, subscription.seat());
    }
  }

  private @Nullable Shape shapeAtTheCursor(Subscription subscription) {
    Reader then =
        readers.computeIfAbsent(subscription.position(), position -> readerAfter(position));
    return then == connection.reader()
        ? null
        : broker.shapes().shapeOrNothing(then, subscription.request().wish());
  }

  private Reader readerAfter(long position) {
    Model users = broker.registry().users().orElse(null);
    User user = connection.user();
    if (users == null || user.isSystem()) {
      return connection.reader();
    }
    Reader now = connection.reader();
    for (long read = position; read < connection.readerAt(); ) {
      List<EncodedCommit> commits = broker.commitsAfter(read).orElse(List.of());
      if (commits.isEmpty()) { // the reader may be of a commit that the broker has not had yet
        commits = broker.storedAfter(read).orElse(List.of());
      }
      if (commits.isEmpty()) {
        break;
      }
      for (EncodedCommit each : commits) {
        for (Change change : each.commit().changes()) {
          if (change.model() == users && change.record().id() == user.id()) {
            return Reader.of(user, change.before().orElse(null));
          }
        }
        read = each.position();
      }
    }
    return now;
  }

  private void tell(Subscription subscription, Shape former, Seat seat) {
    Shape now = seat.audience().shape();
    if (former.equals(now)) {
      subscription.told(former);
      return;
    }
    long position = subscription.position();
    Optional<List<Sight>> difference =
        former.isEmpty() || now.isEmpty() || former.showsSameAs(now)
            ? broker
                .store()
                .read(
                    transaction ->
                        PastState.at(broker.registry(), transaction, position)
                            .flatMap(state -> state.difference(former, now, broker.overflow())))
            : Optional.empty();
    if (difference.isEmpty()) {
      subscription.begin(new Snapshot("access", false));
      return;
    }
    send(seat, position, difference.orElseThrow());
    subscription.told(former);
  }

  private void send(Seat seat, long position, List<Sight> sights) {
    // Nobody's commit: the time and the one who acted are those of the system.
    Commit commit = new Commit(position, Instant.EPOCH, User.SYSTEM, null, List.of());
    EncodedCommit encoded = broker.encoded(commit);
    encoded.saw(seat.audience(), sights);
    if (encoded.touches(seat.audience())) {
      encoded.frames(java.util.Set.of(seat)).forEach(connection.outlet()::send);
    }
  }
}
