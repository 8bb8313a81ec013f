package dev.syncer.core.broker;

import dev.syncer.core.broker.Subscription.Snapshot;
import dev.syncer.core.model.Model;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who is live and sees what: subscriptions begin here, fall behind, come back and end. Only the
 * broker's thread uses it.
 */
final class Membership {
  private final DefaultBroker broker;
  private final SubscribedShapes subscribed;

  private final Listeners listeners = new Listeners();

  /** Joins that wait for a commit which the log has and this thread has not had yet. */
  private final List<Waiting> settling = new ArrayList<>();

  private record Waiting(DefaultConnection connection, Runnable task) {}

  private final Windows windows;
  private final Preparations preparations;

  Membership(DefaultBroker broker, SubscribedShapes subscribed, Reading reading) {
    this.broker = broker;
    this.subscribed = subscribed;
    this.windows = new Windows(broker, reading, this);
    this.preparations = new Preparations(reading, this);
  }

  Windows windows() {
    return windows;
  }

  /** Adds subscriptions; {@link #begin} lets them begin. */
  List<SubscribeAnswer> subscribe(
      DefaultConnection connection, List<SubscribeRequest> requests, ResumePoint.Log log) {
    List<SubscribeAnswer> answers = new ArrayList<>();
    for (SubscribeRequest request : requests) {
      ResumePoint point =
          ResumePoint.of(
              request, broker.cursors(), broker.position(), broker.schemas(), broker.recent(), log);
      Shape shape = broker.shapes().shapeOrNothing(connection.reader(), request.shape());
      answers.add(add(connection, request, subscribed.join(shape), point));
    }
    return answers;
  }

  private SubscribeAnswer add(
      DefaultConnection connection,
      SubscribeRequest request,
      ShapeSubscribers subscribers,
      ResumePoint point) {
    Optional<Subscription> earlier = connection.subscription(subscribers, request.shape());
    String name = earlier.map(Subscription::name).orElseGet(() -> connection.nameFor(subscribers));
    SubscribeAnswer answer =
        new SubscribeAnswer(name, broker.cursor(point.position()), point.state());
    if (earlier.isPresent() && point.state() == SubscribeAnswer.State.LIVE) {
      subscribed.leave(subscribers); // the earlier one goes on, from where it is
      return answer;
    }
    if (earlier.isPresent()
        && point.state() == SubscribeAnswer.State.SNAPSHOT
        && comesAfter(connection, earlier.orElseThrow())) {
      // The earlier one goes on, and what it has not been told comes before the snapshot.
      subscribed.leave(subscribers);
      earlier.orElseThrow().askSnapshot(point.position());
      return answer;
    }
    // Those who had the subscription before may miss nothing: it begins no later than they are.
    long begins = point.position();
    if (earlier.isPresent()) {
      long told = told(connection, earlier.orElseThrow());
      begins = point.needsSnapshot() ? told : Math.min(begins, told);
    }
    Subscription subscription =
        new Subscription(connection, request, new SubscriptionId(subscribers, name), begins);
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
    earlier.ifPresent(this::leave);
    if (connection.add(subscription)) {
      listeners.add(subscription);
    } else {
      subscribed.leave(subscribers);
    }
    return answer;
  }

  /** Whether a snapshot has to wait until a subscription has been told what it missed. */
  private static boolean comesAfter(DefaultConnection connection, Subscription earlier) {
    boolean isAtHead = connection.isJoined() && earlier.isSettled();
    return !earlier.hasWindow() && earlier.snapshot() == null && !isAtHead;
  }

  /** Everything up to here was sent of a subscription. */
  private long told(DefaultConnection connection, Subscription subscription) {
    Line line = connection.line();
    return connection.isJoined() && !line.owes(subscription)
        ? Math.max(subscription.position(), Math.min(broker.position(), line.sent()))
        : subscription.position();
  }

  /**
   * The answer has left. Lets what was added begin: at once where nothing was missed, else by a
   * pass.
   */
  void begin(DefaultConnection connection) {
    connection.current().forEach(Subscription::open);
    if (connection.isClosed()) {
      return;
    }
    if (connection.isJoined()) {
      boolean isBehind =
          connection.current().stream()
              .filter(each -> !each.subscribers().members().contains(each) && !each.hasWindow())
              .anyMatch(each -> !each.isSettled() || each.position() != broker.position());
      if (isBehind) {
        fallBehind(connection, broker.position());
      } else {
        addMembers(connection);
        goOn(connection);
      }
    }
    broker.resume(connection);
  }

  /** From now on the log is the connection's queue; what it sees was sent up to a position. */
  void fallBehind(DefaultConnection connection, long sent) {
    if (!connection.isJoined()) {
      return;
    }
    Line line = connection.line();
    long all = Math.min(sent, line.sent());
    for (Subscription subscription : connection.current()) {
      // A window that waits to be shown stays where it was; others may be further than all.
      if (subscription.subscribers().members().remove(subscription) && !line.owes(subscription)) {
        subscription.position(Math.max(subscription.position(), all));
      }
    }
    line.clear();
    connection.live(false);
    // Not at once: what is done to its subscriptions now comes before the pass.
    broker.execute("to catch up", connection, () -> broker.resume(connection));
  }

  /** Rights have changed: each subscription sees what its user may see now. */
  void review(DefaultConnection connection) {
    Principal reader = connection.reader();
    for (Subscription subscription : connection.current()) {
      Shape shape = broker.shapes().shapeOrNothing(reader, subscription.request().shape());
      if (!shape.equals(subscription.shape())) {
        fallBehind(connection, broker.position());
        ShapeSubscribers before = subscription.subscribers();
        subscription.see(subscribed.join(shape));
        subscribed.leave(before);
        if (!connection.has(subscription)) {
          subscribed.leave(
              subscription.subscribers()); // it ended meanwhile, and left the one before
        }
      }
    }
    broker.resume(connection);
  }

  /**
   * A pass has reached the head it knew. If the rest is still in memory it is sent here, where no
   * commit can slip in between, and the connection is live; else another pass follows.
   */
  void join(DefaultConnection connection) {
    List<Subscription> served =
        connection.current().stream().filter(each -> !each.hasWindow()).toList();
    long position = broker.position();
    if (served.stream().anyMatch(subscription -> subscription.settlesAt() > position)) {
      // The pass has read ahead of this thread: what comes now would arrive twice.
      settling.add(new Waiting(connection, () -> join(connection)));
      return;
    }
    long behind = served.stream().mapToLong(Subscription::position).min().orElse(position);
    List<EncodedCommit> rest = behind >= position ? List.of() : broker.recent().after(behind);
    boolean isSettled =
        served.stream().allMatch(each -> each.isSettled() && each.snapshotAsked() < 0);
    boolean isFar = rest != null && rest.size() > Line.MOST;
    if (!isSettled || rest == null || isFar || connection.isFull() || connection.isClosed()) {
      connection.endPass();
      broker.resume(connection);
      return;
    }
    connection.live(true);
    for (EncodedCommit commit : rest) {
      queue(connection, commit, served.stream().filter(s -> s.position() < commit.position()));
    }
    addMembers(connection);
    goOn(connection);
    // Not before it is live: an outlet that drains meanwhile would begin a second pass.
    connection.endPass();
    if (connection.isJoined()) {
      beat(connection);
    }
  }

  private void queue(
      DefaultConnection connection, EncodedCommit commit, Stream<Subscription> subscriptions) {
    queue(connection, new CommitItem(this, connection, commit, subscriptions.toList(), true));
  }

  /** Puts a commit into the line of a connection, and has read what it needs. */
  void queue(DefaultConnection connection, CommitItem item) {
    connection.line().add(item);
    prepare(connection, item);
  }

  private void prepare(DefaultConnection connection, CommitItem item) {
    Set<ShapeSubscribers> unprepared = item.unprepared();
    if (!unprepared.isEmpty()) {
      preparations.request(item.commit(), unprepared, connection);
    }
  }

  /** Sends what is ready in the line of a connection. */
  void goOn(DefaultConnection connection) {
    connection.line().advance();
  }

  /** A window has been told of commits; what it shows of them may have to be prepared. */
  void goOnTold(DefaultConnection connection) {
    connection.line().commits().forEach(item -> prepare(connection, item));
    goOn(connection);
  }

  /** A heartbeat with what was sent, behind all that waits. */
  void beat(DefaultConnection connection) {
    if (!connection.isJoined() || connection.isClosed() || connection.isFull()) {
      return;
    }
    long position = broker.position();
    Frame heartbeat = broker.writer().heartbeat(broker.cursor(position));
    connection.line().add(new BeatItem(connection, position, heartbeat));
    goOn(connection);
  }

  /** Makes the subscriptions of a live connection members of their shapes. */
  private void addMembers(DefaultConnection connection) {
    for (Subscription subscription : connection.current()) {
      boolean isNew = subscription.subscribers().members().add(subscription);
      if (isNew && subscription.hasWindow()) {
        long position = broker.position();
        WindowItem item = new WindowItem(connection, subscription, position);
        connection.line().add(item);
        windows.show(item, broker.cursor(position));
      }
    }
  }

  /** Lets all fall behind that see something through a shape: they begin anew there. */
  void readAnew(ShapeSubscribers subscribers, long sent) {
    for (Subscription member : List.copyOf(subscribers.members())) {
      fallBehind(member.connection(), sent);
      if (member.snapshot() == null) {
        member.overflow();
      }
    }
  }

  void readAnew(ShapeSubscribers subscribers) {
    readAnew(subscribers, broker.position());
  }

  /** From what was handed out up to now. */
  void fallBehindNow(DefaultConnection connection) {
    fallBehind(connection, broker.position());
  }

  /**
   * Ends subscriptions that cannot be served, alone.
   *
   * @param why empty if they are not to blame: then their connections have to come back
   */
  void end(List<Subscription> subscriptions, Optional<Ending> why) {
    for (Subscription each : subscriptions) {
      DefaultConnection connection = each.connection();
      if (why.isEmpty()) {
        broker.failures().close(List.of(connection));
        continue;
      }
      broker
          .failures()
          .closing("to end a subscription", connection, () -> end(each, why.orElseThrow()));
    }
  }

  private void end(Subscription subscription, Ending why) {
    DefaultConnection connection = subscription.connection();
    if (connection.end(subscription, broker.writer().ended(subscription.name(), why))) {
      leave(subscription);
      goOn(connection);
    }
  }

  void closeAll() {
    broker.failures().close(broker.readers().all());
  }

  /**
   * Hands a message to those who hear the channel of a model and can read it. One whose outlet is
   * full misses it: messages are in no log from which it could be served later.
   */
  void tell(
      Model model,
      Function<? super DefaultConnection, Frame> message,
      Predicate<? super DefaultConnection> isSender) {
    for (DefaultConnection each : listeners.of(model)) {
      if (!isSender.test(each) && !each.isClosed() && !each.isFull()) {
        broker.failures().closing("to hand on a message", each, () -> tell(model, message, each));
      }
    }
  }

  private void tell(
      Model model, Function<? super DefaultConnection, Frame> message, DefaultConnection to) {
    if (to.canRead(model)) {
      Frame frame = message.apply(to);
      behind(to, () -> to.outlet().send(frame));
    }
  }

  /** Does something when all that waits for a connection was sent; at once if nothing does. */
  private void behind(DefaultConnection connection, Runnable task) {
    Line line = connection.line();
    if (line.isEmpty()) {
      task.run();
    } else {
      line.add(new AnyItem(broker.position(), task));
    }
  }

  /** Completes when what was handed out up to now has been sent to all who are live. */
  void flush(CompletableFuture<Boolean> flushed) {
    List<CompletableFuture<Boolean>> all = new ArrayList<>();
    for (DefaultConnection each : broker.readers().all()) {
      CompletableFuture<Boolean> sent = new CompletableFuture<>();
      all.add(sent);
      behind(each, () -> sent.complete(true));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenRun(() -> flushed.complete(true));
  }

  /** Does something as soon as all commits up to a position were handed out. */
  void await(long position, DefaultConnection connection, Runnable task) {
    if (broker.position() >= position) {
      task.run();
    } else {
      settling.add(new Waiting(connection, () -> await(position, connection, task)));
    }
  }

  void settleThoseThatWait() {
    if (!settling.isEmpty()) {
      List<Waiting> again = List.copyOf(settling);
      settling.clear();
      again.forEach(each -> broker.failures().closing("to catch up", each.connection, each.task));
    }
  }

  /** A connection is gone. */
  void gone(DefaultConnection connection, List<Subscription> ended) {
    connection.line().clear();
    leave(ended);
  }

  /** Subscriptions that have ended. */
  void leave(List<Subscription> ended) {
    ended.forEach(this::leave);
  }

  private void leave(Subscription ended) {
    ShapeSubscribers subscribers = ended.subscribers();
    listeners.remove(ended);
    subscribers.members().remove(ended);
    subscribed.leave(subscribers);
  }
}
