package dev.syncer.core.broker;

import dev.syncer.core.broker.Subscription.Snapshot;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.Reader;
import dev.syncer.core.shape.LiveWindow;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.work.RecordReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is live and sees what: subscriptions begin here, fall behind, come back and end. Only the
 * broker's thread uses it.
 */
final class Membership {
  private final DefaultBroker broker;
  private final Audiences audiences;

  private final Listeners listeners = new Listeners();

  /** Joins that wait for a commit which the log has and this thread has not had yet. */
  private final List<Waiting> settling = new ArrayList<>();

  private record Waiting(DefaultConnection connection, Runnable task) {}

  Membership(DefaultBroker broker, Audiences audiences) {
    this.broker = broker;
    this.audiences = audiences;
  }

  /** Adds subscriptions; {@link #begin} lets them begin. */
  List<SubscribeAnswer> subscribe(
      DefaultConnection connection, List<SubscribeRequest> requests, Start.Log log) {
    List<SubscribeAnswer> answers = new ArrayList<>();
    for (SubscribeRequest request : requests) {
      Start start =
          Start.of(
              request, broker.cursors(), broker.position(), broker.schemas(), broker.recent(), log);
      Shape shape = broker.shapes().shapeOrNothing(connection.reader(), request.wish());
      answers.add(add(connection, request, audiences.join(shape), start));
    }
    return answers;
  }

  private SubscribeAnswer add(
      DefaultConnection connection, SubscribeRequest request, Audience audience, Start start) {
    Optional<Subscription> earlier = connection.subscription(audience, request.wish());
    String name = earlier.map(Subscription::name).orElseGet(() -> connection.nameFor(audience));
    SubscribeAnswer answer =
        new SubscribeAnswer(name, broker.cursor(start.position()), start.state());
    if (earlier.isPresent() && start.state() == SubscribeAnswer.State.LIVE) {
      audiences.leave(audience); // the earlier one goes on, from where it is
      return answer;
    }
    // Those who had the subscription before may miss nothing: it begins no later than they are.
    long begins = start.position();
    if (earlier.isPresent()) {
      long told = connection.isLive() ? broker.position() : earlier.orElseThrow().position();
      begins = start.needsSnapshot() ? told : Math.min(begins, told);
    }
    Subscription subscription =
        new Subscription(connection, request, new Seat(audience, name), begins);
    String owed = earlier.map(Subscription::owedReset).orElse(null);
    if (start.needsSnapshot()) {
      String reason = start.resetReason() == null ? owed : start.resetReason();
      subscription.begin(new Snapshot(reason, earlier.isPresent()));
    } else if (earlier.filter(each -> !each.isSettled()).isPresent()) {
      subscription.begin(new Snapshot(owed == null ? "overflow" : owed, false));
    } else if (start.state() == SubscribeAnswer.State.RESUMED) {
      subscription.resume();
    }
    earlier.ifPresent(this::leave);
    if (connection.add(subscription)) {
      listeners.add(subscription);
    } else {
      audiences.leave(audience);
    }
    return answer;
  }

  /** Lets what was added begin: at once where nothing was missed, else by a pass. */
  void begin(DefaultConnection connection) {
    if (connection.isClosed()) {
      return;
    }
    if (connection.isLive()) {
      boolean isBehind =
          connection.current().stream()
              .filter(each -> !each.audience().members().contains(each) && !each.hasWindow())
              .anyMatch(each -> !each.isSettled() || each.position() != broker.position());
      if (isBehind) {
        fallBehind(connection, broker.position());
      } else {
        join(connection);
      }
    }
    broker.resume(connection);
  }

  /** From now on the log is the connection's queue; what it sees was sent up to a position. */
  void fallBehind(DefaultConnection connection, long sent) {
    if (!connection.isLive()) {
      return;
    }
    for (Subscription subscription : connection.current()) {
      if (subscription.audience().members().remove(subscription)) {
        subscription.position(sent);
      }
    }
    connection.live(false);
    // Not at once: what is done to its subscriptions now comes before the pass.
    broker.execute("to catch up", connection, () -> broker.resume(connection));
  }

  /** Rights have changed: each subscription sees what its user may see now. */
  void review(DefaultConnection connection) {
    Reader reader = connection.reader();
    for (Subscription subscription : connection.current()) {
      Shape shape = broker.shapes().shapeOrNothing(reader, subscription.request().wish());
      if (!shape.equals(subscription.shape())) {
        fallBehind(connection, broker.position());
        Audience before = subscription.audience();
        subscription.see(audiences.join(shape));
        audiences.leave(before);
        if (!connection.has(subscription)) {
          audiences.leave(subscription.audience()); // it ended meanwhile, and left the one before
        }
      }
    }
    broker.resume(connection);
  }

  /**
   * A pass has reached the head it knew. If the rest is still in memory it is sent here, where no
   * commit can slip in between, and the connection is live; else another pass follows.
   */
  void join(DefaultConnection connection, Consumer<List<EncodedCommit>> send) {
    List<Subscription> served =
        connection.current().stream().filter(each -> !each.hasWindow()).toList();
    long position = broker.position();
    if (served.stream().anyMatch(subscription -> subscription.settlesAt() > position)) {
      // The pass has read ahead of this thread: what comes now would arrive twice.
      settling.add(new Waiting(connection, () -> join(connection, send)));
      return;
    }
    long behind = served.stream().mapToLong(Subscription::position).min().orElse(position);
    List<EncodedCommit> rest = behind >= position ? List.of() : broker.recent().after(behind);
    boolean isSettled = served.stream().allMatch(Subscription::isSettled);
    if (!isSettled || rest == null || connection.isFull()) {
      connection.endPass();
      broker.resume(connection);
      return;
    }
    send.accept(rest);
    if (!served.stream().allMatch(Subscription::isSettled)) { // one of the rest was too large
      connection.endPass();
      broker.resume(connection);
      return;
    }
    connection.live(true);
    join(connection);
    // Not before it is live: an outlet that drains meanwhile would begin a second pass.
    connection.endPass();
    broker.heartbeat(connection);
  }

  /** Makes the subscriptions of a live connection members of their audiences. */
  private void join(DefaultConnection connection) {
    for (Subscription subscription : connection.current()) {
      boolean isNew = subscription.audience().members().add(subscription);
      if (isNew && subscription.hasWindow()) {
        show(subscription);
      }
    }
  }

  /** Sends what a window shows, unless the client knows it. */
  private void show(Subscription subscription) {
    Snapshot pending = subscription.snapshot();
    long position = broker.position();
    LiveWindow window = broker.window(subscription.audience());
    String resetReason = pending == null ? null : pending.resetReason;
    // The rights may be those of a commit that this thread has not had yet: they decide what is
    // shown already, and who comes back with a cursor has not been told.
    boolean mayHaveMissed =
        subscription.isFromTheCursor()
            ? Math.max(position, subscription.connection().known().at()) > subscription.position()
            : window.changedAt() > subscription.position();
    boolean goesOn = pending == null || pending.keepsTail;
    if (goesOn && mayHaveMissed) {
      // A window is small: to read it anew is less than what it missed.
      resetReason = resetReason == null ? "overflow" : resetReason;
      pending = new Snapshot(resetReason, false);
      subscription.begin(pending);
    }
    if (pending != null) {
      send(subscription, window.rows(), resetReason, broker.cursor(position));
      subscription.finish(pending);
    }
    subscription.saw(List.of());
    subscription.position(position);
  }

  private void send(
      Subscription subscription, List<Row> rows, @Nullable String resetReason, String cursor) {
    Outlet outlet = subscription.connection().outlet();
    Shape shape = subscription.shape();
    String name = subscription.name();
    if (resetReason != null) {
      outlet.send(broker.writer().reset(name, resetReason, cursor));
    }
    List<Row> shown =
        broker
            .store()
            .read(
                transaction -> {
                  // The window has the names of when it got each record.
                  List<Row> named = RecordReader.named(broker.registry(), transaction, rows);
                  return broker.links().limited(shape, transaction, named);
                });
    int chunk = broker.snapshotChunk();
    for (int from = 0; from == 0 || from < shown.size(); from += chunk) {
      int to = Math.min(shown.size(), from + chunk);
      boolean isLast = to == shown.size();
      outlet.send(
          broker.writer().snapshot(name, shape, shown.subList(from, to), isLast ? cursor : null));
    }
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

  private static void tell(
      Model model, Function<? super DefaultConnection, Frame> message, DefaultConnection to) {
    if (to.canRead(model)) {
      to.outlet().send(message.apply(to));
    }
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

  /** Subscriptions that have ended. */
  void leave(List<Subscription> ended) {
    ended.forEach(this::leave);
  }

  private void leave(Subscription ended) {
    Audience audience = ended.audience();
    listeners.remove(ended);
    audience.members().remove(ended);
    audiences.leave(audience);
  }
}
