package dev.syncer.core.broker;

import com.google.inject.Inject;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.Commit;
import dev.syncer.core.change.Cursors;
import dev.syncer.core.change.Notifications;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker of one node. One thread takes commits in the order of their positions and decides who
 * is live; a few more serve those who catch up. So the order of frames of a live connection is the
 * order of commits without any lock, and a slow reader costs the others nothing.
 */
public final class DefaultBroker implements Broker, CommitListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DefaultBroker.class);

  private static final int CATCH_UP_THREADS = 2;

  private final SyncerOptions options;
  private final Registry registry;
  private final Store store;
  private final Notifications notifications;
  private final FrameWriter writer;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(named("broker"));
  private final ExecutorService catchUpThreads =
      Executors.newFixedThreadPool(CATCH_UP_THREADS, named("catch-up"));
  private final Map<Model, Shape> shapes = new HashMap<>();
  private final RecentCommits recent = new RecentCommits();

  /** Joins that wait for a commit which the log has and this thread has not had yet. */
  private final List<Runnable> settling = new ArrayList<>();

  private volatile @Nullable Cursors cursors;
  private volatile String epoch = "";
  private volatile long position;

  @Inject
  DefaultBroker(SyncerOptions options, Registry registry, Store store) {
    this.options = options;
    this.registry = registry;
    this.store = store;
    this.notifications = new Notifications(options.database());
    this.writer = new FrameWriter(options.frameLimit());
  }

  private static java.util.concurrent.ThreadFactory named(String role) {
    return task -> {
      Thread thread = new Thread(task, "syncer-" + role);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Begins at the head of an open store, before its first commit. */
  public void start(StoreState state) {
    cursors = new Cursors(options.database(), state.epoch(), state.secret());
    epoch = state.epoch();
    position = state.head();
  }

  @Override
  public String epoch() {
    return epoch;
  }

  /** Everything up to here has been handed to the live connections. */
  long position() {
    return position;
  }

  int outboundShare() {
    return options.outboundShare();
  }

  int snapshotChunk() {
    return options.snapshotChunk();
  }

  FrameWriter writer() {
    return writer;
  }

  Store store() {
    return store;
  }

  Registry registry() {
    return registry;
  }

  @Override
  public String cursor(long place) {
    return cursors().at(place);
  }

  @Override
  public OptionalLong position(String cursor) {
    return cursors().position(cursor);
  }

  private Cursors cursors() {
    Cursors made = cursors;
    if (made == null) {
      throw new IllegalStateException("the broker has not been started");
    }
    return made;
  }

  @Override
  public Connection connect(Outlet outlet) {
    return new DefaultConnection(this, outlet);
  }

  @Override
  public CompletionStage<Void> flushed() {
    return CompletableFuture.runAsync(() -> {}, thread);
  }

  @Override
  public void committed(Commit commit) {
    execute(() -> publish(commit));
  }

  private void execute(Runnable task) {
    try {
      thread.execute(
          () -> {
            try {
              task.run();
            } catch (RuntimeException e) {
              // One subscriber's trouble may not stop the others; what it missed it reads again.
              LOG.error("The broker failed at one task and goes on", e);
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("The broker has stopped; a task was left out");
    }
  }

  private void publish(Commit commit) {
    EncodedCommit encoded = encoded(commit);
    recent.add(encoded);
    Set<Shape> touched = new LinkedHashSet<>();
    for (Change change : commit.changes()) {
      Shape shape = shapes.get(change.model());
      if (shape != null && !shape.members().isEmpty()) {
        touched.add(shape);
      }
    }
    for (Shape shape : touched) {
      if (overflows(encoded, shape)) {
        for (DefaultConnection member : List.copyOf(shape.members())) {
          member.subscription(shape).ifPresent(Subscription::overflow);
          fallBehind(member, commit.position() - 1);
        }
      }
    }
    shapesByMember(touched)
        .forEach((connection, seen) -> deliver(connection, encoded.frames(seen), commit));
    position = commit.position();
    settleThoseThatWait();
  }

  /** Whether subscribers of the shape read anew instead of getting each change. */
  boolean overflows(EncodedCommit commit, Shape shape) {
    return commit.size(shape) > options.overflow();
  }

  private static IdentityHashMap<DefaultConnection, Set<Shape>> shapesByMember(Set<Shape> touched) {
    IdentityHashMap<DefaultConnection, Set<Shape>> byMember = new IdentityHashMap<>();
    if (touched.size() == 1) {
      // Most commits touch one shape: its members share the very same set.
      touched.iterator().next().members().forEach(member -> byMember.put(member, touched));
      return byMember;
    }
    for (Shape shape : touched) {
      for (DefaultConnection member : shape.members()) {
        byMember.computeIfAbsent(member, m -> new LinkedHashSet<>(4)).add(shape);
      }
    }
    return byMember;
  }

  private void settleThoseThatWait() {
    if (!settling.isEmpty()) {
      List<Runnable> again = List.copyOf(settling);
      settling.clear();
      again.forEach(Runnable::run);
    }
  }

  private void deliver(DefaultConnection connection, List<Frame> frames, Commit commit) {
    if (connection.isClosed()) {
      return;
    }
    try {
      if (connection.isFull()) {
        fallBehind(connection, commit.position() - 1);
      } else {
        frames.forEach(connection.outlet()::send);
      }
    } catch (RuntimeException e) {
      LOG.error("A connection failed to take a frame and is closed; the others go on", e);
      connection.close();
    }
  }

  /** From now on the log is the connection's queue. */
  private void fallBehind(DefaultConnection connection, long sent) {
    connection.current().forEach(subscription -> subscription.position(sent));
    connection.live(false);
    shapes.values().forEach(shape -> shape.members().remove(connection));
    resume(connection);
  }

  /** A commit with its bytes, which are made when somebody needs them. */
  EncodedCommit encoded(Commit commit) {
    return new EncodedCommit(commit, cursor(commit.position()), notifications, writer);
  }

  /** The commits after a position that are still in memory; null if there is a gap before them. */
  @Nullable List<EncodedCommit> recentAfter(long after) {
    return recent.after(after);
  }

  void subscribe(
      DefaultConnection connection,
      List<SubscribeRequest> requests,
      Consumer<List<SubscribeAnswer>> answer) {
    execute(
        () -> {
          List<SubscribeAnswer> answers = new ArrayList<>();
          boolean isBehind = false;
          for (SubscribeRequest request : requests) {
            Start start = start(request);
            isBehind |= start.needsSnapshot() || start.position() != position;
            answers.add(begin(connection, shapeOf(request.model()), start));
          }
          answer.accept(answers);
          if (connection.isLive() && isBehind) {
            standStill(connection);
          } else if (connection.isLive()) {
            join(connection);
          }
          resume(connection);
        });
  }

  private SubscribeAnswer begin(DefaultConnection connection, Shape shape, Start start) {
    Optional<Subscription> earlier = connection.subscription(shape);
    boolean keepsTail = earlier.isPresent() && start.needsSnapshot();
    long begins = start.position();
    if (keepsTail) {
      begins = connection.isLive() ? position : earlier.orElseThrow().position();
    }
    Subscription subscription = new Subscription(shape, begins);
    if (start.needsSnapshot()) {
      subscription.begin(new Subscription.Snapshot(start.resetReason(), keepsTail));
    }
    shape.members().remove(connection);
    connection.add(subscription);
    return new SubscribeAnswer(shape.id(), cursor(start.position()), start.state());
  }

  /** A live connection begins to catch up: what it already sees was sent up to now. */
  private void standStill(DefaultConnection connection) {
    for (Shape shape : shapes.values()) {
      if (shape.members().remove(connection)) {
        connection.current().stream()
            .filter(subscription -> subscription.shape() == shape)
            .forEach(subscription -> subscription.position(position));
      }
    }
    connection.live(false);
  }

  private Start start(SubscribeRequest request) {
    return Start.of(request, cursors(), position, recent, store);
  }

  private Shape shapeOf(Model model) {
    return shapes.computeIfAbsent(model, m -> new Shape("s" + (shapes.size() + 1), m));
  }

  /** Goes on with a connection that catches up, if it has room and nobody is at it already. */
  void resume(DefaultConnection connection) {
    if (connection.isLive()
        || connection.isClosed()
        || !connection.hasRoom()
        || !connection.beginPass()) {
      return;
    }
    try {
      catchUpThreads.execute(new CatchUp(this, connection));
    } catch (RejectedExecutionException e) {
      LOG.debug("The broker has stopped; a connection stays where it is");
    }
  }

  /**
   * A pass has reached the head it knew. If the rest is still in memory it is sent here, where no
   * commit can slip in between, and the connection is live; else another pass follows.
   */
  void tryJoin(DefaultConnection connection, Consumer<List<EncodedCommit>> send) {
    execute(() -> join(connection, send));
  }

  private void join(DefaultConnection connection, Consumer<List<EncodedCommit>> send) {
    List<Subscription> current = connection.current();
    if (current.stream().anyMatch(subscription -> subscription.settlesAt() > position)) {
      // The pass has read ahead of this thread: what comes now would arrive twice.
      settling.add(() -> join(connection, send));
      return;
    }
    boolean isStillReading = current.stream().anyMatch(s -> s.snapshot() != null);
    long behind = current.stream().mapToLong(Subscription::position).min().orElse(position);
    List<EncodedCommit> rest = behind >= position ? List.of() : recentAfter(behind);
    if (isStillReading || rest == null || connection.isFull()) {
      connection.endPass();
      resume(connection);
      return;
    }
    send.accept(rest);
    connection.live(true);
    join(connection);
    // Not before it is live: an outlet that drains meanwhile would begin a second pass.
    connection.endPass();
    heartbeat(connection);
  }

  /** Makes a live connection a member of the shapes it subscribes to. */
  private void join(DefaultConnection connection) {
    for (Subscription subscription : connection.current()) {
      Set<DefaultConnection> members = subscription.shape().members();
      members.add(connection);
    }
  }

  void leave(DefaultConnection connection, String shapeId) {
    execute(
        () ->
            shapes.values().stream()
                .filter(shape -> shape.id().equals(shapeId))
                .forEach(
                    shape -> {
                      if (connection.current().stream().noneMatch(s -> s.shape() == shape)) {
                        shape.members().remove(connection);
                      }
                    }));
  }

  void closed(DefaultConnection connection) {
    execute(() -> shapes.values().forEach(shape -> shape.members().remove(connection)));
  }

  void heartbeat(DefaultConnection connection) {
    execute(
        () -> {
          if (connection.isLive() && !connection.isClosed() && !connection.isFull()) {
            connection.outlet().send(writer.heartbeat(cursor(position)));
          }
        });
  }

  /** Ends the broker's threads; what was handed to outlets stays there. */
  @Override
  public void close() {
    thread.shutdown();
    catchUpThreads.shutdownNow();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
