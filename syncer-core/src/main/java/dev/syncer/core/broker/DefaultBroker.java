package dev.syncer.core.broker;

import dev.syncer.api.User;
import dev.syncer.core.change.Commit;
import dev.syncer.core.log.Cursors;
import dev.syncer.core.log.Secret;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.presence.Attendance;
import dev.syncer.core.presence.Presences;
import dev.syncer.core.presence.Visitor;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.rights.UserNamePolicy;
import dev.syncer.core.shape.Notifications;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.shape.ShapeNames;
import dev.syncer.core.shape.Shapes;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.work.RecordReader;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The broker of one node. One thread takes commits in the order of their positions and decides who
 * is live; a few more serve those who catch up. So the order of frames of a live connection is the
 * order of commits without any lock, and a slow reader costs the others nothing.
 */
public final class DefaultBroker implements Broker, CommitListener, AutoCloseable {
  /** That one read may take which the broker waits for. */
  private static final Duration READ_TIME = Duration.ofSeconds(30);

  /** How long those wait for whom there is too little memory. */
  private static final Duration SHORTAGE = Duration.ofMillis(100);

  private final BrokerOptions options;
  private final Registry registry;
  private final Store store; // as the broker has it
  private final Shapes shapes;
  private final MemoryBudget memory;
  private final Links links;
  private final FrameWriter writer;
  private final EncodedCommit.Encoding encoding;
  private final LogBlocks log;
  private final Readers readers;
  private final Failures failures = new Failures();
  private final BrokerThreads threads = new BrokerThreads(failures);
  private final SubscribedShapes subscribed = new SubscribedShapes(this::name);
  private final Reading reading;
  private final Membership membership;
  private final Delivery delivery;
  private final RecentCommits recent;
  private final Presences presences;

  private @Nullable AttendanceFrame lastAttendance;
  private volatile @Nullable Cursors cursors;
  private volatile @Nullable ShapeNames names;
  private volatile String epoch = "";
  private volatile Map<Model, Long> schemas = Map.of();
  private volatile long position;

  @Inject
  DefaultBroker(
      BrokerOptions options,
      Registry registry,
      Store store,
      Rights rights,
      Shapes shapes,
      MemoryBudget memory) {
    this.options = options;
    this.registry = registry;
    this.store = new OffThreadStore(store, threads::isBroker);
    this.shapes = shapes;
    this.memory = memory;
    this.recent = new RecentCommits(memory);
    this.links =
        new Links(registry, new LinkedRecords(this.store, new VisibilityLog(this::commitsAfter)));
    this.writer = new FrameWriter(options.frameLimit(), memory);
    Encodings encodings = new Encodings(memory);
    this.encoding =
        new EncodedCommit.Encoding(
            new Notifications(options.database()), writer, links, options.overflow(), encodings);
    this.reading =
        new Reading(
            this.store,
            registry,
            links,
            writer,
            memory,
            options.snapshotChunk(),
            READ_TIME,
            threads,
            failures);
    this.membership = new Membership(this, subscribed, reading);
    this.delivery = new Delivery(this, subscribed, membership);
    this.log = new LogBlocks(this.store, commit -> encoded(commit).handedOut(), memory);
    memory.onShortage(encodings);
    memory.onShortage(log);
    memory.onShortage(recent);
    this.readers = new Readers(this.store, rights);
    this.presences =
        new Presences(
            registry, rights, this.store, options.presenceUsers(), this::later, this::look);
  }

  /**
   * Begins at the head of an open store, before its first commit; {@link #schemas} follows before
   * anybody connects.
   */
  public void start(StoreState state) {
    Secret secret = new Secret(state.secret());
    names = new ShapeNames(secret);
    cursors = new Cursors(options.database(), state.epoch(), secret);
    epoch = state.epoch();
    position = state.head();
    links.start(position);
  }

  /** Tells from which position on each model looks as it does: who was there before reads anew. */
  public void schemas(Map<Model, Long> since) {
    schemas = Map.copyOf(since);
  }

  Map<Model, Long> schemas() {
    return schemas;
  }

  @Override
  public String epoch() {
    return epoch;
  }

  /** Everything up to here has been handed to the live connections. */
  long position() {
    return position;
  }

  /** Only on the broker's thread. */
  void position(long reached) {
    position = reached;
  }

  int outboundShare() {
    return options.outboundShare();
  }

  int snapshotChunk() {
    return options.snapshotChunk();
  }

  int frameLimit() {
    return options.frameLimit();
  }

  MemoryBudget memory() {
    return memory;
  }

  int overflow() {
    return options.overflow();
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

  Shapes shapes() {
    return shapes;
  }

  Readers readers() {
    return readers;
  }

  /** Who is where; only for {@link DefaultConnection}, and on the broker's thread. */
  Presences presences() {
    return presences;
  }

  Links links() {
    return links;
  }

  /** Whether a user's rights in a state of the database are not those that are known of them. */
  boolean haveRightsChanged(DefaultConnection connection, ReadTransaction transaction) {
    return transaction.head() > position && readers.haveChanged(connection, transaction);
  }

  /** Goes on with a pass when all commits up to a position were handed out. */
  void enqueueAt(long reached, DefaultConnection connection, CatchUp pass) {
    execute(
        "to wait for a commit",
        connection,
        () -> membership.await(reached, connection, () -> enqueue(pass)));
  }

  RecentCommits recent() {
    return recent;
  }

  @Override
  public String cursor(long place) {
    return cursors().at(place);
  }

  @Override
  public OptionalLong position(String cursor) {
    return cursors().position(cursor);
  }

  Cursors cursors() {
    return started(cursors);
  }

  private String name(Shape shape) {
    return started(names).of(shape);
  }

  private static <T> T started(@Nullable T made) {
    if (made == null) {
      throw new IllegalStateException("the broker has not been started");
    }
    return made;
  }

  @Override
  public Connection connect(Outlet outlet, User user) {
    DefaultConnection connection = new DefaultConnection(this, outlet, user);
    // In this order: a change of rights that comes after the read finds the connection.
    execute("to connect", connection, () -> readers.add(connection));
    readers.read(connection);
    if (!readers.mayStay(connection)) {
      // It was let in a moment too late.
      execute("to send away", connection, () -> Delivery.sendAway(connection));
    }
    return connection;
  }

  @Override
  public CompletionStage<Void> flushed() {
    CompletableFuture<Boolean> flushed = new CompletableFuture<>();
    threads.execute("to flush", () -> membership.flush(flushed), () -> flushed.complete(true));
    return flushed.thenRun(() -> {});
  }

  @Override
  public BrokerState state() {
    return threads.state(position);
  }

  @Override
  public void committed(Commit commit) {
    // One that does not get as far as its rule is noticed by the next, which does not follow it.
    EncodedCommit encoded = encoded(commit);
    memory.add(MemoryKind.WAITING_COMMITS, encoded.bytes());
    threads.execute(
        "to hand out a commit",
        () -> {
          memory.add(MemoryKind.WAITING_COMMITS, -encoded.bytes());
          links.heard(commit); // before anybody asks what links of it may tell
          delivery.publish(encoded);
        },
        this::closeAll);
  }

  private void closeAll() {
    failures.close(readers.all());
  }

  private void later(Duration pause, Runnable task) {
    threads.later(pause, "to tell who is where", task, this::closeAll);
  }

  /** Where somebody may be; whose rights cannot be read is closed. */
  private <T> void look(Visitor visitor, Supplier<T> read, Consumer<T> then) {
    DefaultConnection connection = (DefaultConnection) visitor;
    reading.elsewhere(
        "to see where somebody may be",
        connection.user().id(),
        read,
        then,
        failure -> failures.close(List.of(connection)),
        this::closeAll);
  }

  /** Does something for a connection on the broker's thread; closes it if that throws. */
  void execute(String what, DefaultConnection whom, Runnable task) {
    threads.execute(what, whom, task);
  }

  Failures failures() {
    return failures;
  }

  /** A commit with its bytes, which are made when somebody needs them. */
  EncodedCommit encoded(Commit commit) {
    return new EncodedCommit(commit, cursor(commit.position()), encoding);
  }

  /**
   * Some of the commits after a position, in order; none at the head.
   *
   * @return empty if the log does not reach back to the position any more
   */
  Optional<List<EncodedCommit>> commitsAfter(long after) {
    List<EncodedCommit> known = recent.after(after);
    return known == null ? log.after(after, position) : Optional.of(known);
  }

  /** As {@link #commitsAfter}, also those that the broker has not had yet. */
  Optional<List<EncodedCommit>> storedAfter(long after) {
    return log.after(after, store.<Long>read(ReadTransaction::head));
  }

  /** Where cursors may point at, in the log as it is now. */
  private ResumePoint.Log logNow() {
    if (threads.isBroker()) {
      return ResumePoint.Log.UNKNOWN;
    }
    return store.read(
        transaction ->
            new ResumePoint.Log(transaction.oldest(), Math.max(position, transaction.head())));
  }

  void subscribe(
      DefaultConnection connection,
      List<SubscribeRequest> requests,
      Consumer<List<SubscribeAnswer>> answer) {
    boolean hasCursors = requests.stream().anyMatch(request -> request.cursor() != null);
    ResumePoint.Log asked = hasCursors ? logNow() : ResumePoint.Log.NOT_ASKED;
    execute(
        "to subscribe",
        connection,
        () -> {
          answer.accept(membership.subscribe(connection, requests, asked));
          membership.begin(connection);
        });
  }

  /** Goes on with a connection that catches up, if it has room and nobody is at it already. */
  void resume(DefaultConnection connection) {
    if (connection.isJoined() || connection.isClosed()) {
      return;
    }
    if (!connection.hasRoom()) {
      if (connection.lacksMemory() && connection.beginWait()) {
        later(SHORTAGE, connection, () -> resumeAfterWait(connection));
      }
      return;
    }
    if (!connection.beginPass()) {
      return;
    }
    if (connection.isJoined()) {
      // It went live after the first look. From here on nobody else makes it live.
      connection.endPass();
      return;
    }
    enqueue(new CatchUp(this, connection));
  }

  private void resumeAfterWait(DefaultConnection connection) {
    connection.endWait();
    resume(connection);
  }

  /** Gives a pass its turn, after those that wait. */
  void enqueue(CatchUp pass) {
    threads.read(pass.user(), pass);
  }

  /** Gives a pass its turn when there may be more memory. */
  void enqueueLater(DefaultConnection connection, CatchUp pass) {
    later(SHORTAGE, connection, () -> enqueue(pass));
  }

  private void later(Duration pause, DefaultConnection whom, Runnable task) {
    threads.later(pause, "to go on", task, () -> failures.close(List.of(whom)));
  }

  /**
   * A pass has reached the head it knew. If the rest is still in memory it is sent here, where no
   * commit can slip in between, and the connection is live; else another pass follows.
   */
  void tryJoin(DefaultConnection connection) {
    execute("to join those who are live", connection, () -> membership.join(connection));
  }

  /** A list as it goes to all that it is told to: the same frame for the same list. */
  Frame frame(Attendance attendance) {
    AttendanceFrame known = lastAttendance;
    if (known == null || known.attendance != attendance) {
      known =
          new AttendanceFrame(
              attendance, writer.presence(channel(attendance.place().model()), attendance));
      lastAttendance = known;
    }
    return known.frame;
  }

  private record AttendanceFrame(Attendance attendance, Frame frame) {}

  private String channel(Model model) {
    return options.database() + ":" + model.name();
  }

  /**
   * Hands a message to all who hear the channel of a model, but to the sender. Reads the database:
   * each is told the sender's name as far as they may read it.
   */
  void tell(Model model, byte[] message, User from, Predicate<? super DefaultConnection> isSender) {
    Row record =
        store
            .read(ReadLane.SESSIONS, transaction -> RecordReader.user(registry, transaction, from))
            .orElse(null);
    Map<UserNamePolicy, Frame> frames = new HashMap<>();
    threads.execute(
        "to hand on a message",
        () ->
            membership.tell(
                model,
                receiver ->
                    frames.computeIfAbsent(
                        readers.naming(receiver),
                        naming -> writer.message(channel(model), message, naming.of(from, record))),
                isSender),
        this::closeAll);
  }

  /** A subscription cannot be served. */
  void end(Subscription subscription, Ending why) {
    execute(
        "to end a subscription",
        subscription.connection(),
        () -> membership.end(List.of(subscription), Optional.of(why)));
  }

  void ended(DefaultConnection connection, List<Subscription> subscriptions) {
    execute("to unsubscribe", connection, () -> membership.leave(subscriptions));
  }

  void closed(DefaultConnection connection, List<Subscription> subscriptions) {
    // One part after the other, whatever happens to the one before; nobody is there to be told.
    leaving(() -> membership.gone(connection, subscriptions));
    leaving(() -> readers.remove(connection));
    leaving(() -> presences.gone(connection));
    leaving(this::forgetIfAlone);
  }

  /** What was encoded is of no use while nobody is there. */
  private void forgetIfAlone() {
    if (readers.isEmpty()) {
      encoding.encodings().giveUp();
    }
  }

  private void leaving(Runnable part) {
    threads.execute("to forget a connection", part, () -> {});
  }

  void heartbeat(DefaultConnection connection) {
    execute("to send a heartbeat", connection, () -> membership.beat(connection));
  }

  /** Tells that the store is about to be closed; no connection is served any more. */
  public void stopping() {
    failures.stopping();
  }

  /** Ends the broker's threads; what was handed to outlets stays there. */
  @Override
  public void close() {
    threads.close();
  }
}
