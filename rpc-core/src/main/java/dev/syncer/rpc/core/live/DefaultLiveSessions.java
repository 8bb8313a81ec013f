package dev.syncer.rpc.core.live;

import dev.syncer.api.User;
import dev.syncer.core.broker.CloseCode;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.LiveOutlet;
import dev.syncer.rpc.core.LiveSession;
import dev.syncer.rpc.core.LiveSessions;
import dev.syncer.rpc.core.session.SessionEnds;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Keeps the open sessions, and ends them. */
final class DefaultLiveSessions implements LiveSessions {
  private final LiveServices services;
  private final Set<DefaultLiveSession> open = new HashSet<>();
  private final Map<Long, Integer> ofUser = new HashMap<>();

  @Inject
  DefaultLiveSessions(LiveServices services, SessionEnds ends) {
    this.services = services;
    ends.follow(this::sessionEnded);
  }

  private void sessionEnded(String token) {
    for (DefaultLiveSession session : current()) {
      if (session.belongsTo(token)) {
        session.end(CloseCode.SESSION_ENDED, "the session has ended");
      }
    }
  }

  @Override
  public LiveSession open(LiveOutlet outlet, Caller caller) {
    DefaultLiveSession session = new DefaultLiveSession(services, this, outlet, caller);
    synchronized (this) {
      open.add(session);
    }
    if (services.gate().isClosed()) {
      session.end(CloseCode.RESTART, "this node is stopping");
    } else {
      session.awaitHello();
    }
    return session;
  }

  @Override
  public synchronized int count() {
    return open.size();
  }

  /** Takes a place of the user's connections; false if there is none left. */
  synchronized boolean admit(User user) {
    int count = ofUser.getOrDefault(user.id(), 0);
    if (count >= services.limits().connectionsPerUser()) {
      return false;
    }
    ofUser.put(user.id(), count + 1);
    return true;
  }

  /** Gives the place back. */
  synchronized void leave(User user) {
    ofUser.computeIfPresent(user.id(), (id, count) -> count > 1 ? count - 1 : null);
  }

  synchronized void ended(DefaultLiveSession session) {
    open.remove(session);
    if (open.isEmpty()) {
      notifyAll();
    }
  }

  @Override
  public void stop(Duration grace) {
    long end = System.nanoTime() + grace.toNanos();
    services.gate().close();
    current().forEach(DefaultLiveSession::endWhenIdle);
    try {
      services.gate().awaitIdle(grace);
      awaitEmpty(end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    current().forEach(session -> session.end(CloseCode.RESTART, "this node is stopping"));
    services.threads().close();
  }

  private synchronized List<DefaultLiveSession> current() {
    return List.copyOf(open);
  }

  private synchronized void awaitEmpty(long end) throws InterruptedException {
    for (long left = end - System.nanoTime();
        !open.isEmpty() && left > 0;
        left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }
}
