package dev.syncer.rpc.core.live;

import dev.syncer.api.User;
import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.Outlet;
import dev.syncer.core.thread.InFlight;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.EventOutlet;
import dev.syncer.rpc.core.LiveOutlet;
import dev.syncer.rpc.core.LiveSession;
import dev.syncer.rpc.core.LiveSessions;
import dev.syncer.rpc.core.LiveStream;
import dev.syncer.rpc.core.PollAnswer;
import dev.syncer.rpc.core.Sessions.Session;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import dev.syncer.rpc.core.session.SessionEnds;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps the open sessions, and ends them. */
final class DefaultLiveSessions implements LiveSessions {
  private final LiveServices services;
  private final StreamPlans plans;
  private final LegacyPolls legacy;
  private final Set<OpenConnection> open = new HashSet<>();
  private final InFlight inFlight = new InFlight();
  private final Map<Long, Set<OpenConnection>> ofUser = new HashMap<>();

  @Inject
  DefaultLiveSessions(
      LiveServices services, StreamPlans plans, LegacyPolls legacy, SessionEnds ends) {
    this.services = services;
    this.plans = plans;
    this.legacy = legacy;
    ends.follow(this::sessionEnded);
  }

  private void sessionEnded(String token) {
    for (OpenConnection session : current()) {
      if (session.belongsTo(token)) {
        session.end(CloseCode.SESSION_ENDED, "the session has ended");
      }
    }
  }

  @Override
  public LiveSession open(LiveOutlet outlet, Caller caller) {
    DefaultLiveSession session = new DefaultLiveSession(services, this, outlet, caller);
    opened(session);
    if (services.gate().isClosed()) {
      session.end(CloseCode.RESTART, "this node is stopping");
    } else {
      session.awaitHello();
    }
    return session;
  }

  @Override
  public LiveStream events(
      EventOutlet outlet,
      Caller caller,
      Map<String, List<String>> query,
      @Nullable String lastPlace) {
    return begin(outlet, caller, plans.events(query, lastPlace));
  }

  @Override
  public LiveStream poll(EventOutlet outlet, Caller caller, byte[] body) {
    return begin(outlet, caller, plans.poll(body));
  }

  @Override
  public LiveStream poll(byte[] body, Caller caller, Consumer<PollAnswer> answer) {
    LegacyPolls.Poll poll = legacy.poll(body, answer);
    return begin(poll, caller, poll.plan());
  }

  /** The connections of a session on which only the server speaks: they hear nothing of its own. */
  Set<Connection> streamsOf(@Nullable String token) {
    Set<Connection> streams = new HashSet<>();
    if (token != null) {
      for (OpenConnection each : current()) {
        if (each.belongsTo(token)) {
          each.listening().ifPresent(streams::add);
        }
      }
    }
    return streams;
  }

  private LiveStream begin(EventOutlet outlet, Caller caller, StreamPlan plan) {
    DefaultStream stream = new DefaultStream(services, this, outlet, caller, plan);
    opened(stream);
    stream.start();
    return stream;
  }

  @Override
  public synchronized int count() {
    return open.size();
  }

  /**
   * Lets the user of a session in.
   *
   * @param outlet takes what the broker sends
   * @throws RpcFault if the user has all connections that one may have
   */
  Admission admit(Session session, Outlet outlet, OpenConnection connection) {
    User user = session.user();
    if (!takePlace(user, connection)) {
      throw new RpcFault(
          Kind.OVER_LIMIT,
          "a user has at most "
              + services.limits().connections().perUser()
              + " connections. Close one.");
    }
    try {
      return new Admission(
          user,
          services.broker().connect(outlet, user),
          Expiry.begin(
              services,
              session.expiresAt(),
              () -> connection.end(CloseCode.SESSION_ENDED, "the session has expired")),
          () -> leave(user, connection));
    } catch (RuntimeException e) {
      leave(user, connection);
      throw e;
    }
  }

  private synchronized boolean takePlace(User user, OpenConnection connection) {
    Set<OpenConnection> known = ofUser.computeIfAbsent(user.id(), id -> new HashSet<>());
    return known.size() < services.limits().connections().perUser() && known.add(connection);
  }

  private synchronized void leave(User user, OpenConnection connection) {
    ofUser.computeIfPresent(
        user.id(), (id, known) -> known.remove(connection) && known.isEmpty() ? null : known);
  }

  /**
   * @throws RpcFault if a user would have too many subscriptions with so many more
   */
  void checkSubscriptions(User user, int more) {
    List<OpenConnection> connections;
    synchronized (this) {
      connections = List.copyOf(ofUser.getOrDefault(user.id(), Set.of()));
    }
    // Not under this lock: connections come here while they hold their own.
    int now = connections.stream().mapToInt(OpenConnection::subscriptions).sum();
    int most = services.limits().connections().subscriptionsPerUser();
    if (now + more > most) {
      throw new RpcFault(
          Kind.OVER_LIMIT,
          "a user has at most " + most + " subscriptions on all connections together. End one.");
    }
  }

  private synchronized void opened(OpenConnection connection) {
    if (open.add(connection)) {
      inFlight.enter();
    }
  }

  synchronized void ended(OpenConnection session) {
    if (open.remove(session)) {
      inFlight.leave();
    }
  }

  @Override
  public void stop(Duration grace) {
    long end = System.nanoTime() + grace.toNanos();
    services.gate().close();
    current().forEach(OpenConnection::endWhenIdle);
    services.gate().awaitIdle(grace);
    inFlight.awaitNone(Duration.ofNanos(end - System.nanoTime()));
    current().forEach(session -> session.end(CloseCode.RESTART, "this node is stopping"));
    services.threads().close();
  }

  private synchronized List<OpenConnection> current() {
    return List.copyOf(open);
  }
}
