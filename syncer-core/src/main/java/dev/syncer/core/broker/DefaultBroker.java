package dev.syncer.core.broker;

import dev.syncer.api.User;
import dev.syncer.core.change.Commit;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.presence.Participant;
import dev.syncer.core.presence.PresenceTracker;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.shape.Notifications;
import dev.syncer.core.shape.Shapes;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.thread.DaemonThreads;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The broker of one node. One thread takes commits in the order of their positions and decides who
 * is live; a few more serve those who catch up. So the order of frames of a live connection is the
 * order of commits without any lock, and a slow reader costs the others nothing.
 *
 * <p>It puts the parts together, each of which gets what it needs and knows nothing of this class:
 * {@link Delivery} takes a commit to the live, {@link Subscribing} and {@link Joining} make a
 * connection live, {@link FallingBehind} ends that, {@link Passes} serve from the log until it is
 * live again.
 */
public final class DefaultBroker implements Broker, CommitListener, AutoCloseable {
  /** That one read may take which the broker waits for. */
  private static final Duration READ_TIME = Duration.ofSeconds(30);

  private final History history;
  private final Progress progress = new Progress();
  private final MemoryBudget memory;
  private final OutboundShare share;
  private final Failures failures = new Failures();
  private final BrokerThreads threads;
  private final CommitRedaction links;
  private final Encodings encodings;
  private final CommitEncoder encoder;
  private final CommitSource commits;
  private final Readers readers;
  private final Reading reading;
  private final Leaving leaving;
  private final Lines lines;
  private final Joining joining;
  private final PresenceTracker presence;
  private final MemberListFrames memberLists;
  private final Delivery delivery;
  private final Connections connections;

  @Inject
  DefaultBroker(
      BrokerOptions options,
      Registry registry,
      Store openStore,
      Rights rights,
      Shapes shapes,
      MemoryBudget memory,
      DaemonThreads daemons) {
    threads = new BrokerThreads(failures, daemons);
    Store store = new OffThreadStore(openStore, threads::isBroker);
    this.memory = memory;
    history = new History(options.database());
    share = new OutboundShare(options.outboundShare(), memory);

    // What commits are, and where they come from.
    Notifications notifications = new Notifications(options.database());
    FrameWriter writer = new FrameWriter(options.frameLimit(), memory);
    // Who may read a linked record is found in commits, and commits are encoded by it.
    VisibilityLog visibility = new VisibilityLog(this::commitsAfter, memory);
    LinkedRecords linked = new LinkedRecords(store, visibility, memory);
    links = new CommitRedaction(registry, linked);
    encodings = new Encodings(memory);
    encoder =
        new CommitEncoder(
            history,
            new EncodedCommit.Encoding(
                notifications, writer, links, options.overflow(), encodings));
    RecentCommits recent = new RecentCommits(memory);
    LogBlocks log = new LogBlocks(store, commit -> encoder.encoded(commit).handedOut(), memory);
    commits = new CommitSource(recent, log, progress, store);
    List.of(encodings, log, linked, recent).forEach(memory::onShortage);

    // Who is there.
    readers = new Readers(store, rights);
    SubscribedShapes subscribed = new SubscribedShapes(history::name);
    Listeners listeners = new Listeners();
    leaving = new Leaving(subscribed, listeners, writer, failures);
    reading = new Reading(store, READ_TIME, threads, failures, this::closeAll);
    memberLists = new MemberListFrames(notifications, writer, failures);
    presence =
        new PresenceTracker(
            registry, rights, store, options.presenceUsers(), this::later, this::look);

    // Those who catch up.
    CommitWaits waits = new CommitWaits(progress, failures);
    PastShapes past = new PastShapes(registry, shapes, commits);
    CatchUp.Sources sources =
        new CatchUp.Sources(
            commits,
            new SnapshotPages(
                store,
                registry,
                links,
                readers,
                progress,
                history,
                writer,
                options.snapshotChunk()),
            past,
            new AccessDiff(store, registry, encoder, options.overflow()),
            links,
            new SubscriptionGuard(store, threads, failures, leaving),
            memory,
            progress,
            failures);
    Passes passes =
        new Passes(
            threads, failures, waits, each -> new CatchUp(each, sources), each -> join(each));
    FallingBehind fallingBehind = new FallingBehind(progress, threads, passes);

    // Those who are live.
    lines = new Lines(progress, history, writer, new Preparations(reading, fallingBehind));
    Windows windows =
        new Windows(
            reading,
            store,
            registry,
            memory,
            new WindowFrames(store, registry, links, writer, options.snapshotChunk()),
            new WindowAbsence.Sources(commits, links, past),
            waits,
            fallingBehind,
            lines,
            leaving);
    joining =
        new Joining(
            progress,
            history,
            shapes,
            subscribed,
            recent,
            waits,
            passes,
            fallingBehind,
            lines,
            windows);
    delivery =
        new Delivery(
            progress,
            recent,
            failures,
            readers,
            presence,
            subscribed,
            waits,
            fallingBehind,
            joining,
            lines,
            windows);
    connections =
        new Connections(
            history,
            progress,
            threads,
            shapes,
            readers,
            new Subscribing(
                history,
                progress,
                recent,
                store,
                threads,
                shapes,
                subscribed,
                listeners,
                leaving,
                joining),
            leaving,
            lines,
            passes,
            new ChannelMessages(
                store, registry, shapes, notifications, writer, readers, listeners, lines, reading),
            presence);
  }

  /**
   * Begins at the head of an open store, before its first commit; {@link #schemas} follows before
   * anybody connects.
   */
  public void start(StoreState state) {
    history.start(state);
    progress.reached(state.head());
    links.start(state.head());
  }

  /** Tells from which position on each model looks as it does: who was there before reads anew. */
  public void schemas(Map<Model, Long> since) {
    history.schemas(since);
  }

  @Override
  public String epoch() {
    return history.epoch();
  }

  @Override
  public String cursor(long position) {
    return history.cursor(position);
  }

  @Override
  public OptionalLong position(String cursor) {
    return history.position(cursor);
  }

  @Override
  public Connection connect(Outlet outlet, User user) {
    return connections.connect(
        new ClientConnection(outlet, user, share, memberLists, this::closed));
  }

  @Override
  public CompletionStage<Void> flushed() {
    CompletableFuture<Boolean> flushed = new CompletableFuture<>();
    threads.execute(
        "to flush", () -> lines.flush(readers.all(), flushed), () -> flushed.complete(true));
    return flushed.thenRun(() -> {});
  }

  @Override
  public BrokerState state() {
    return threads.state(progress.position());
  }

  @Override
  public void committed(Commit commit) {
    // One that does not get as far as its rule is noticed by the next, which does not follow it.
    EncodedCommit encoded = encoder.encoded(commit);
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

  private Optional<List<EncodedCommit>> commitsAfter(long position) {
    return commits.after(position);
  }

  private void join(ClientConnection connection) {
    joining.join(connection);
  }

  private void later(Duration pause, Runnable task) {
    threads.later(pause, "to tell the members of a topic", task, this::closeAll);
  }

  /** What somebody may join; whose rights cannot be read is closed. */
  private <T> void look(Participant participant, Supplier<T> read, Consumer<T> then) {
    ClientConnection connection = (ClientConnection) participant;
    reading.elsewhere(
        "to see what somebody may join",
        connection.user().id(),
        read,
        then,
        failure -> failures.close(List.of(connection)));
  }

  private void closed(ClientConnection connection, List<Subscription> subscriptions) {
    // One part after the other, whatever happens to the one before; nobody is there to be told.
    forget(() -> leaving.gone(connection, subscriptions));
    forget(() -> readers.remove(connection));
    forget(() -> presence.gone(connection));
    forget(this::forgetIfAlone);
  }

  /** What was encoded is of no use while nobody is there. */
  private void forgetIfAlone() {
    if (readers.isEmpty()) {
      encodings.giveUp();
    }
  }

  private void forget(Runnable part) {
    threads.execute("to forget a connection", part, () -> {});
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
