package dev.syncer.core.broker;

import dev.syncer.api.User;
import dev.syncer.core.broker.ClientConnection.Known;
import dev.syncer.core.broker.Subscription.Snapshot;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Registry;
import dev.syncer.core.shape.PastState;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.shape.ShapeRequest;
import dev.syncer.core.shape.VisibleChange;
import dev.syncer.core.spi.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells a client what it sees differently since its rights have changed: what it lost leaves, what
 * it gained is created, both at the position up to which it has everything. So what follows is
 * judged by the rights of now from its first change on. Where fields are shown or hidden it reads
 * anew. Reads the database. Safe for use by many threads.
 */
final class AccessDiff {
  private final Store store;
  private final Registry registry;
  private final CommitEncoder encoder;
  private final int overflow;

  /**
   * @param overflow records above which reading anew is shorter
   */
  AccessDiff(Store store, Registry registry, CommitEncoder encoder, int overflow) {
    this.store = store;
    this.registry = registry;
    this.encoder = encoder;
    this.overflow = overflow;
  }

  /**
   * Tells the next thing that is to be told before the log goes on.
   *
   * @param past what the user of the subscription saw before
   */
  void tell(Subscription subscription, PastShapes.OfUser past) {
    Known back = subscription.fromTheCursorAs();
    if (back != null) {
      ShapeRequest request = subscription.request().shape();
      subscription.saw(past.during(request, subscription.position(), back));
      return;
    }
    List<Shape> former = subscription.former();
    if (!former.isEmpty()) {
      tell(subscription, former, subscription.id());
    }
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
            ? store.read(
                transaction ->
                    PastState.at(registry, transaction, position)
                        .flatMap(state -> state.difference(former, now, overflow)))
            : Optional.empty();
    if (difference.isEmpty()) {
      subscription.begin(new Snapshot("access", false));
      return;
    }
    if (send(subscription.connection(), id, position, difference.orElseThrow())) {
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
  private boolean send(
      ClientConnection connection,
      SubscriptionId id,
      long position,
      List<VisibleChange> visibleChanges) {
    // Nobody's commit: the time and the one who acted are those of the system.
    Commit commit = new Commit(position, Instant.EPOCH, User.SYSTEM, null, List.of());
    EncodedCommit encoded = encoder.encoded(commit).handedOut();
    encoded.saw(id.subscribers(), visibleChanges);
    if (!encoded.touches(id.subscribers())) {
      return true;
    }
    List<Frame> frames = encoded.frames(Set.of(id), connection.share());
    if (frames == null) {
      return false;
    }
    frames.forEach(connection.outlet()::send);
    return true;
  }
}
