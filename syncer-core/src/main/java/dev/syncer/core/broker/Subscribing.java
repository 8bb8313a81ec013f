package dev.syncer.core.broker;

import dev.syncer.core.broker.Subscription.Snapshot;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.shape.Shapes;
import dev.syncer.core.spi.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The begin of subscriptions: where each of them starts, and what becomes of an earlier one that
 * asked for the same.
 */
final class Subscribing {
  private final History history;
  private final Progress progress;
  private final RecentCommits recent;
  private final Store store;
  private final BrokerThreads threads;
  private final Shapes shapes;
  private final SubscribedShapes subscribed;
  private final Listeners listeners;
  private final Leaving leaving;
  private final Joining joining;

  Subscribing(
      History history,
      Progress progress,
      RecentCommits recent,
      Store store,
      BrokerThreads threads,
      Shapes shapes,
      SubscribedShapes subscribed,
      Listeners listeners,
      Leaving leaving,
      Joining joining) {
    this.history = history;
    this.progress = progress;
    this.recent = recent;
    this.store = store;
    this.threads = threads;
    this.shapes = shapes;
    this.subscribed = subscribed;
    this.listeners = listeners;
    this.leaving = leaving;
    this.joining = joining;
  }

  /**
   * Adds subscriptions; by any thread.
   *
   * @param answer gets the answers before any frame is sent
   */
  void subscribe(
      ClientConnection connection,
      List<SubscribeRequest> requests,
      Consumer<List<SubscribeAnswer>> answer) {
    boolean hasCursors = requests.stream().anyMatch(request -> request.cursor() != null);
    ResumePoint.Log log = hasCursors ? logNow() : ResumePoint.Log.NOT_ASKED;
    threads.execute(
        "to subscribe",
        connection,
        () -> {
          answer.accept(added(connection, requests, log));
          joining.begin(connection);
        });
  }

  /** Where cursors may point at, in the log as it is now. */
  private ResumePoint.Log logNow() {
    if (threads.isBroker()) {
      return ResumePoint.Log.UNKNOWN;
    }
    return store.read(
        transaction ->
            new ResumePoint.Log(
                transaction.oldest(), Math.max(progress.position(), transaction.head())));
  }

  private List<SubscribeAnswer> added(
      ClientConnection connection, List<SubscribeRequest> requests, ResumePoint.Log log) {
    List<SubscribeAnswer> answers = new ArrayList<>();
    for (SubscribeRequest request : requests) {
      ResumePoint point = ResumePoint.of(request, history, progress.position(), recent, log);
      Shape shape = shapes.shapeOrNothing(connection.principal(), request.shape());
      answers.add(add(connection, request, subscribed.join(shape), point));
    }
    return answers;
  }

  private SubscribeAnswer add(
      ClientConnection connection,
      SubscribeRequest request,
      ShapeSubscribers subscribers,
      ResumePoint point) {
    Optional<Subscription> earlier = connection.subscription(subscribers, request.shape());
    String name = earlier.map(Subscription::name).orElseGet(() -> connection.nameFor(subscribers));
    SubscribeAnswer answer =
        new SubscribeAnswer(name, history.cursor(point.position()), point.state());
    if (earlier.isPresent() && goesOn(connection, earlier.orElseThrow(), point)) {
      subscribed.leave(subscribers);
      return answer;
    }
    Subscription subscription =
        begun(connection, request, new SubscriptionId(subscribers, name), point, earlier);
    earlier.ifPresent(leaving::leave);
    if (connection.add(subscription)) {
      listeners.add(subscription);
    } else {
      subscribed.leave(subscribers);
    }
    return answer;
  }

  /** Whether an earlier one that asked for the same serves the request too, from where it is. */
  private static boolean goesOn(
      ClientConnection connection, Subscription earlier, ResumePoint point) {
    if (point.state() == SubscribeAnswer.State.LIVE) {
      return true;
    }
    if (point.state() == SubscribeAnswer.State.SNAPSHOT && comesAfter(connection, earlier)) {
      // What the earlier one has not been told comes before the snapshot.
      earlier.askSnapshot(point.position());
      return true;
    }
    return false;
  }

  /** A subscription that begins, in place of an earlier one if there is one. */
  private Subscription begun(
      ClientConnection connection,
      SubscribeRequest request,
      SubscriptionId id,
      ResumePoint point,
      Optional<Subscription> earlier) {
    // Those who had the subscription before may miss nothing: it begins no later than they are.
    long begins = point.position();
    if (earlier.isPresent()) {
      long told = told(connection, earlier.orElseThrow());
      begins = point.needsSnapshot() ? told : Math.min(begins, told);
    }
    Subscription subscription = new Subscription(connection, request, id, begins);
    String owed = earlier.map(Subscription::owedReset).orElse(null);
    if (point.needsSnapshot()) {
      String reason = point.resetReason() == null ? owed : point.resetReason();
      Snapshot snapshot = new Snapshot(reason, earlier.isPresent());
      subscription.beginAfter(
          snapshot,
          reason == null ? earlier.map(Subscription::fromTheCursorAs).orElse(null) : null);
    } else if (earlier
        .filter(each -> each.snapshot() != null || !each.former().isEmpty())
        .isPresent()) {
      subscription.begin(new Snapshot(owed == null ? "overflow" : owed, false));
    } else if (point.state() == SubscribeAnswer.State.RESUMED) {
      subscription.resume();
    }
    earlier
        .filter(each -> each.snapshotAsked() >= 0 && subscription.snapshot() == null)
        .ifPresent(each -> subscription.askSnapshot(each.snapshotAsked()));
    return subscription;
  }

  /** Whether a snapshot has to wait until a subscription has been told what it missed. */
  private static boolean comesAfter(ClientConnection connection, Subscription earlier) {
    boolean isAtHead = connection.isJoined() && earlier.isSettled();
    return !earlier.hasWindow() && earlier.snapshot() == null && !isAtHead;
  }

  /**
   * Everything up to here was sent of a subscription: what its connection was sent if it takes part
   * in that, else what it says itself. One that was added a moment ago takes no part yet.
   */
  private long told(ClientConnection connection, Subscription subscription) {
    Line line = connection.line();
    boolean takesPart =
        connection.isJoined()
            && subscription.subscribers().members().contains(subscription)
            && !line.owes(subscription);
    return takesPart
        ? Math.max(subscription.position(), Math.min(progress.position(), line.sent()))
        : subscription.position();
  }
}
