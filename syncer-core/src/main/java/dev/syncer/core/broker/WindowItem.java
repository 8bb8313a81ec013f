package dev.syncer.core.broker;

import dev.syncer.core.broker.Subscription.Snapshot;
import dev.syncer.core.model.Row;
import dev.syncer.core.shape.LiveWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A window in the line of a connection: what it shows where the subscription begins or goes on,
 * unless the client knows it. Only the broker's thread uses it.
 */
final class WindowItem implements Line.Item {
  private final ClientConnection connection;
  private final Subscription subscription;
  private final ShapeSubscribers subscribers;
  private final long position;
  private @Nullable Snapshot pending;
  private @Nullable WindowAbsence absence;
  private List<Frame> frames = List.of();
  private boolean isReady;

  /**
   * @param position of the broker: what comes after it follows in the line
   */
  WindowItem(ClientConnection connection, Subscription subscription, long position) {
    this.connection = connection;
    this.subscription = subscription;
    this.subscribers = subscription.subscribers();
    this.position = position;
  }

  ShapeSubscribers subscribers() {
    return subscribers;
  }

  Subscription subscription() {
    return subscription;
  }

  long position() {
    return position;
  }

  /** Whether somebody still waits for it. */
  boolean isWanted() {
    return connection.has(subscription)
        && subscription.subscribers() == subscribers
        && connection.line().holds(this);
  }

  /**
   * Looks at the window as it is at the position.
   *
   * @return the records that have to be shown; null if there is nothing to show
   */
  @Nullable List<Row> look(LiveWindow window) {
    pending = subscription.snapshot();
    // The rights may be those of a commit that this thread has not had yet: they decide what is
    // shown already, and who comes back with a cursor has not been told.
    boolean mayHaveMissed =
        subscription.isFromTheCursor()
            ? Math.max(position, connection.known().at()) > subscription.position()
            : window.changedAt() > subscription.position();
    boolean goesOn = pending == null || pending.keepsTail;
    if (goesOn && mayHaveMissed) {
      // A window is small: to read it anew is less than what it missed.
      absence =
          pending == null
              ? new WindowAbsence(
                  subscription,
                  subscribers.shape(),
                  subscription.position(),
                  position,
                  subscription.fromTheCursorAs())
              : null;
      String owed = pending == null ? null : pending.resetReason;
      pending = new Snapshot(owed == null ? "window" : owed, false);
      subscription.begin(pending);
    }
    isReady = pending == null;
    return isReady ? null : window.rows();
  }

  /** What the client may have missed; null if it has to be shown the window however that is. */
  @Nullable WindowAbsence absence() {
    return absence;
  }

  /** Why the client has to read anew; null if it simply begins. */
  @Nullable String resetReason() {
    return pending == null ? null : pending.resetReason;
  }

  /** What shows the records, in order. */
  void shows(List<Frame> made) {
    frames = made;
    isReady = true;
  }

  @Override
  public long sentBefore() {
    return position;
  }

  @Override
  public boolean isReady() {
    return isReady || !connection.has(subscription);
  }

  @Override
  public boolean isPartOfJoin() {
    return true;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // this very subscription
  public boolean shows(Subscription other) {
    return subscription == other;
  }

  @Override
  public void send() {
    if (connection.isClosed() || !connection.has(subscription)) {
      return;
    }
    Snapshot shown = pending;
    if (shown != null) {
      if (!connection.send(subscription, frames)) {
        return;
      }
      subscription.finish(shown);
    }
    subscription.saw(List.of());
    subscription.position(position);
  }
}
