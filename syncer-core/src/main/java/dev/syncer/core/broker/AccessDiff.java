package dev.syncer.core.broker;

import dev.syncer.api.User;
import dev.syncer.core.broker.DefaultConnection.Known;
import dev.syncer.core.broker.Subscription.Snapshot;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Model;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.shape.PastState;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.shape.ShapeRequest;
import dev.syncer.core.shape.VisibleChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells a client what it sees differently since its rights have changed: what it lost leaves, what
 * it gained is created, both at the position up to which it has everything. So what follows is
 * judged by the rights of now from its first change on. Where fields are shown or hidden it reads
 * anew.
 *
 * <p>A client that comes back with a cursor saw what its user might see then: the user's record, as
 * it was at the cursor, says what that was.
 */
final class AccessDiff {
  private final DefaultBroker broker;
  private final DefaultConnection connection;

  /** For subscriptions that come back together with the same cursor. */
  private final Map<Absence, List<Principal>> readers = new HashMap<>();

  /** From a cursor until somebody came back. */
  private record Absence(long cursor, Known until) {}

  AccessDiff(DefaultBroker broker, DefaultConnection connection) {
    this.broker = broker;
    this.connection = connection;
  }

  /** Tells the next thing that is to be told before the log goes on. */
  void tell(Subscription subscription) {
    Known back = subscription.fromTheCursorAs();
    if (back != null) {
      ShapeRequest request = subscription.request().shape();
      subscription.saw(shapesDuring(request, subscription.position(), back));
      return;
    }
    List<Shape> former = subscription.former();
    if (!former.isEmpty()) {
      tell(subscription, former, subscription.id());
    }
  }

  /** What the user saw at a position, and after each change of rights until they came back. */
  List<Shape> shapesDuring(ShapeRequest request, long cursor, Known until) {
    return readers.computeIfAbsent(new Absence(cursor, until), this::readersDuring).stream()
        .map(reader -> broker.shapes().shapeOrNothing(reader, request))
        .distinct()
        .toList();
  }

  /** What the user was at the cursor, and after each change since. */
  private List<Principal> readersDuring(Absence absence) {
    Model users = broker.registry().users().orElse(null);
    User user = connection.user();
    List<Principal> readers = new ArrayList<>();
    if (users != null && !user.isSystem()) {
      for (long read = absence.cursor; read < absence.until.at(); ) {
        List<EncodedCommit> commits = broker.commitsAfter(read).orElse(List.of());
        if (commits.isEmpty()) { // the reader may be of a commit that the broker has not had yet
          commits = broker.storedAfter(read).orElse(List.of());
        }
        if (commits.isEmpty()) {
          break;
        }
        for (EncodedCommit each : commits) {
          for (Change change : each.commit().changes()) {
            if (change.model() == users
                && change.record().id() == user.id()
                && each.position() <= absence.until.at()) {
              readers.add(Principal.of(user, change.before().orElse(null)));
            }
          }
          read = each.position();
        }
      }
    }
    readers.add(absence.until.reader());
    return readers;
  }

  private void tell(Subscription subscription, List<Shape> former, SubscriptionId id) {
    Shape now = id.subscribers().shape();
    if (former.stream().allMatch(now::equals)) {
      subscription.told(former, id);
      return;
    }
    long position = subscription.position();
    Optional<List<VisibleChange>> difference =
        former.stream().allMatch(shape -> canTell(shape, now))
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
    if (send(id, position, difference.orElseThrow())) {
      subscription.told(former, id);
    } else {
      subscription.begin(new Snapshot("access", false));
    }
  }

  /** Whether records that come and go are all that makes the difference. */
  private static boolean canTell(Shape former, Shape now) {
    boolean hasWindow = former.window().isPresent() || now.window().isPresent();
    return !hasWindow && (former.isEmpty() || now.isEmpty() || former.showsSameAs(now));
  }

  /** False if it is so much that it has to be told page by page. */
  private boolean send(SubscriptionId id, long position, List<VisibleChange> visibleChanges) {
    // Nobody's commit: the time and the one who acted are those of the system.
    Commit commit = new Commit(position, Instant.EPOCH, User.SYSTEM, null, List.of());
    EncodedCommit encoded = broker.encoded(commit).handedOut();
    encoded.saw(id.subscribers(), visibleChanges);
    if (!encoded.touches(id.subscribers())) {
      return true;
    }
    List<Frame> frames = encoded.frames(java.util.Set.of(id), broker.outboundShare());
    if (frames == null) {
      return false;
    }
    frames.forEach(connection.outlet()::send);
    return true;
  }
}
