package dev.syncer.rpc.core.call;

import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.WorkOwner;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.Sessions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of calls: those that say who somebody is have threads and connections of their own, so
 * that nobody's slow calls keep others from logging in.
 */
final class CallTurns {
  private static final Logger LOG = LoggerFactory.getLogger(CallTurns.class);
  private static final String SESSION_ROUTES = "/web/session/";
  private static final int SESSION_THREADS = 16;
  private static final int KNOWN_TOKENS = 10_000;

  private final Sessions sessions;
  private final Turns calls;
  private final Turns logins;

  /**
   * Whose a token is; that never changes. It decides about turns and about nothing else: whether
   * the session is still there is asked when the call runs.
   */
  private final Map<String, Long> users =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
              return size() > KNOWN_TOKENS;
            }
          });

  CallTurns(Sessions sessions, Limits limits) {
    this.sessions = sessions;
    this.calls =
        new Turns(
            CallThreads.CALL_THREADS - SESSION_THREADS,
            limits.calls().atOnce(),
            limits.calls().waiting());
    this.logins = new Turns(SESSION_THREADS, limits.calls().atOnce(), limits.calls().waiting());
  }

  /**
   * The turn that a call takes; see {@link Turns}.
   *
   * @param lane the connections that it reads on
   */
  record Turn(Turns turns, Object who, ReadLane lane) {
    boolean enter(Runnable start) {
      return turns.enter(who, start);
    }

    void leave() {
      turns.leave(who);
    }

    /** Whose the connections are that it takes. */
    WorkOwner owner() {
      return new WorkOwner(who);
    }
  }

  Turn of(Dispatcher.Invocation invocation) {
    boolean isOfSession = invocation.path().startsWith(SESSION_ROUTES);
    return new Turn(
        isOfSession ? logins : calls,
        who(invocation.caller()),
        isOfSession ? ReadLane.SESSIONS : ReadLane.CALLS);
  }

  /** The user, so that more sessions or connections are not more turns; else the address. */
  private Object who(Caller caller) {
    String token = caller.sessionToken();
    if (token == null) {
      return caller.remoteAddress();
    }
    Long known = users.get(token);
    return known == null ? asked(token, caller) : known;
  }

  private Object asked(String token, Caller caller) {
    try {
      Long user = sessions.user(token).map(found -> found.id()).orElse(null);
      if (user != null) {
        users.put(token, user);
        return user;
      }
    } catch (RuntimeException e) {
      LOG.debug("Whose a call is cannot be read; its address takes the turn", e);
    }
    return caller.remoteAddress();
  }
}
