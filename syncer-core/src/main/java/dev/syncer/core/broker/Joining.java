package dev.syncer.core.broker;

import dev.syncer.core.rights.Principal;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.shape.Shapes;
import java.util.List;
import java.util.stream.Stream;

/**
 * The way of a connection to being live, and what moves it to other shapes. Only the broker's
 * thread uses it.
 */
final class Joining {
  private final Progress progress;
  private final History history;
  private final Shapes shapes;
  private final SubscribedShapes subscribed;
  private final RecentCommits recent;
  private final CommitWaits waits;
  private final Passes passes;
  private final FallingBehind fallingBehind;
  private final Lines lines;
  private final Windows windows;

  Joining(
      Progress progress,
      History history,
      Shapes shapes,
      SubscribedShapes subscribed,
      RecentCommits recent,
      CommitWaits waits,
      Passes passes,
      FallingBehind fallingBehind,
      Lines lines,
      Windows windows) {
    this.progress = progress;
    this.history = history;
    this.shapes = shapes;
    this.subscribed = subscribed;
    this.recent = recent;
    this.waits = waits;
    this.passes = passes;
    this.fallingBehind = fallingBehind;
    this.lines = lines;
    this.windows = windows;
  }

  /**
   * The answer has left. Lets what was added begin: at once where nothing was missed, else by a
   * pass.
   */
  void begin(ClientConnection connection) {
    connection.current().forEach(Subscription::open);
    if (connection.isClosed()) {
      return;
    }
    if (connection.isJoined()) {
      boolean isBehind =
          connection.current().stream()
              .filter(each -> !each.subscribers().members().contains(each) && !each.hasWindow())
              .anyMatch(each -> !each.isSettled() || each.position() != progress.position());
      if (isBehind) {
        fallingBehind.fallBehindNow(connection);
      } else {
        addMembers(connection);
        connection.line().advance();
      }
    }
    passes.resume(connection);
  }

  /** Rights have changed: each subscription sees what its user may see now. */
  void review(ClientConnection connection) {
    Principal principal = connection.principal();
    for (Subscription subscription : connection.current()) {
      Shape shape = shapes.shapeOrNothing(principal, subscription.request().shape());
      if (!shape.equals(subscription.shape())) {
        fallingBehind.fallBehindNow(connection);
        ShapeSubscribers before = subscription.subscribers();
        subscription.see(subscribed.join(shape));
        subscribed.leave(before);
        if (!connection.has(subscription)) {
          // It ended meanwhile, and left the one before.
          subscribed.leave(subscription.subscribers());
        }
      }
    }
    passes.resume(connection);
  }

  /**
   * A pass has reached the head it knew. If the rest is still in memory it is sent here, where no
   * commit can slip in between, and the connection is live; else another pass follows.
   */
  void join(ClientConnection connection) {
    List<Subscription> served =
        connection.current().stream().filter(each -> !each.hasWindow()).toList();
    long position = progress.position();
    if (served.stream().anyMatch(subscription -> subscription.settlesAt() > position)) {
      // The pass has read ahead of this thread: what comes now would arrive twice.
      waits.afterNext(connection, () -> join(connection));
      return;
    }
    long behind = served.stream().mapToLong(Subscription::position).min().orElse(position);
    List<EncodedCommit> rest = behind >= position ? List.of() : recent.after(behind);
    boolean isSettled =
        served.stream().allMatch(each -> each.isSettled() && each.snapshotAsked() < 0);
    boolean isFar = rest != null && rest.size() > Line.MOST;
    if (!isSettled || rest == null || isFar || connection.isFull() || connection.isClosed()) {
      connection.endPass();
      passes.resume(connection);
      return;
    }
    connection.live(true);
    for (EncodedCommit commit : rest) {
      queue(connection, commit, served.stream().filter(s -> s.position() < commit.position()));
    }
    addMembers(connection);
    connection.line().advance();
    // Not before it is live: an outlet that drains meanwhile would begin a second pass.
    connection.endPass();
    if (connection.isJoined()) {
      lines.beat(connection);
    }
  }

  private void queue(
      ClientConnection connection, EncodedCommit commit, Stream<Subscription> subscriptions) {
    lines.queue(
        connection,
        new CommitItem(fallingBehind, connection, commit, subscriptions.toList(), true));
  }

  /** Makes the subscriptions of a live connection members of their shapes. */
  private void addMembers(ClientConnection connection) {
    for (Subscription subscription : connection.current()) {
      boolean isNew = subscription.subscribers().members().add(subscription);
      if (isNew && subscription.hasWindow()) {
        long position = progress.position();
        WindowItem item = new WindowItem(connection, subscription, position);
        connection.line().add(item);
        windows.show(item, history.cursor(position));
      }
    }
  }
}
