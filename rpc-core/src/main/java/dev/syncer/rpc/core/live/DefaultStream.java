package dev.syncer.rpc.core.live;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.FrameKind;
import dev.syncer.core.broker.Outlet;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.EventOutlet;
import dev.syncer.rpc.core.LiveStream;
import dev.syncer.rpc.core.Sessions.Session;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which only the server speaks. Who the caller is and what it may see is found out
 * on a thread that may block; from then on the broker's threads bring frames.
 *
 * <p>A poll ends where nothing is half sent: at once if it only asked where to begin; else when the
 * broker says that it is at the head (a heartbeat) after something was sent, when it has sent its
 * share, or when its time is over.
 */
final class DefaultStream implements LiveStream, Outlet, OpenConnection {
  /** How long a poll whose time is over waits to hear where the head is. */
  private static final Duration LAST_WORD = Duration.ofSeconds(1);

  private final LiveServices services;
  private final DefaultLiveSessions sessions;
  private final EventOutlet outlet;
  private final Caller caller;
  private final StreamPlan plan;
  private final List<Future<?>> timers = new ArrayList<>();
  private volatile @Nullable Admission admission;
  private @Nullable StreamCursor streamCursor;
  private long sent;
  private int partsOfBeat;
  private boolean hasAsked;
  private boolean isTimeOver;
  private boolean isEnded;

  DefaultStream(
      LiveServices services,
      DefaultLiveSessions sessions,
      EventOutlet outlet,
      Caller caller,
      StreamPlan plan) {
    this.services = services;
    this.sessions = sessions;
    this.outlet = outlet;
    this.caller = caller;
    this.plan = plan;
  }

  /** Begins elsewhere; returns at once. */
  void start() {
    if (!services.threads().execute(this::begin)) {
      refuse(new RpcFault(Kind.UNAVAILABLE, "The server has too much to do; retry shortly."));
    }
  }

  private void begin() {
    try {
      if (services.gate().isClosed()) {
        throw stopping();
      }
      Session known =
          services
              .sessions()
              .session(caller.sessionToken())
              .orElseThrow(() -> new RpcFault(Kind.SESSION_EXPIRED, ""));
      Admission admitted = admitted(known);
      if (admitted == null) {
        return;
      }
      Connection opened = admitted.connection();
      List<SubscribeRequest> requests = plan.requests().apply(opened, known.user());
      int most = services.limits().connections().subscriptions();
      if (requests.size() > most) {
        throw new RpcFault(
            Kind.OVER_LIMIT, "a connection has at most " + most + " subscriptions. Ask for less.");
      }
      sessions.checkSubscriptions(known.user(), requests.size());
      opened.subscribe(requests, this::begun);
    } catch (RuntimeException e) {
      refuse(e);
    }
  }

  /** Null if the peer is gone already. */
  private synchronized @Nullable Admission admitted(Session session) {
    if (!isEnded) {
      admission = sessions.admit(session, this, this);
    }
    return admission;
  }

  private @Nullable Connection connection() {
    Admission known = admission;
    return known == null ? null : known.connection();
  }

  /** The broker's answer, before any frame. */
  private synchronized void begun(List<SubscribeAnswer> answers) {
    if (isEnded) {
      return;
    }
    StreamCursor begun = new StreamCursor(answers, services.broker()::position);
    streamCursor = begun;
    outlet.begin(plan.opening().apply(answers), begun.text());
    timers.add(
        services.threads().every(IdleDetector.part(services.options().heartbeat()), this::pass));
    if (plan.isPoll()) {
      timers.add(
          services.threads().after(services.limits().connections().pollTime(), this::timeOver));
      // It has learned where it begins, and would lose that if it waited and broke.
      if (!answers.isEmpty()
          && answers.stream().allMatch(each -> each.state() == SubscribeAnswer.State.LIVE)) {
        finish();
      }
    }
  }

  @Override
  public synchronized void send(Frame frame) {
    StreamCursor begun = streamCursor;
    if (isEnded || begun == null) {
      return;
    }
    Connection known = connection();
    begun.take(frame, known != null && known.isLive());
    if (!plan.isPoll()) {
      outlet.event(frame, begun.text());
    } else if (frame.kind() != FrameKind.HEARTBEAT) {
      outlet.event(frame, begun.text());
      sent += frame.size();
      finishOrAsk(begun);
    } else if (sent > 0 || isTimeOver) {
      finish();
    }
  }

  private void finishOrAsk(StreamCursor begun) {
    if (!begun.isComplete()) {
      return;
    }
    Connection known = connection();
    if (isTimeOver || sent >= services.options().outboundShare() / 2) {
      finish();
    } else if (!hasAsked && known != null) {
      hasAsked = true;
      // Comes back behind all that is on its way: what came together is answered together.
      known.heartbeat();
    }
  }

  private synchronized void timeOver() {
    Connection known = connection();
    if (isEnded || known == null) {
      return;
    }
    isTimeOver = true;
    // So that the place moves on where nothing happens for long, and retention does not pass it.
    known.heartbeat();
    timers.add(services.threads().after(LAST_WORD, this::finishIfComplete));
  }

  private synchronized void finishIfComplete() {
    StreamCursor begun = streamCursor;
    if (begun != null && begun.isComplete()) {
      finish();
    }
  }

  private void finish() {
    end(CloseCode.NORMAL, "");
  }

  private synchronized void pass() {
    if (isEnded) {
      return;
    }
    outlet.pass();
    if (++partsOfBeat % IdleDetector.PARTS != 0) {
      return;
    }
    outlet.beat();
    Connection known = connection();
    if (!plan.isPoll() && known != null) {
      known.heartbeat();
    }
  }

  @Override
  public long pendingBytes() {
    return outlet.pendingBytes();
  }

  /** As the broker ends it. */
  @Override
  public void close(CloseCode code, String reason) {
    end(code, reason);
  }

  @Override
  public boolean belongsTo(String token) {
    return token.equals(caller.sessionToken());
  }

  @Override
  public Optional<Connection> listening() {
    return Optional.ofNullable(connection());
  }

  @Override
  public int subscriptions() {
    Connection known = connection();
    return known == null ? 0 : known.subscriptions();
  }

  @Override
  public void endWhenIdle() {
    end(CloseCode.RESTART, "this node is stopping");
  }

  @Override
  public synchronized void end(CloseCode code, String reason) {
    StreamCursor begun = streamCursor;
    if (begun == null) {
      refuse(code == CloseCode.SESSION_ENDED ? new RpcFault(Kind.SESSION_EXPIRED, "") : stopping());
    } else if (release()) {
      // The answer to a poll is whole, or it is cut: a client must not take a half for it.
      boolean isWhole = plan.isPoll() && begun.isComplete();
      outlet.close(isWhole ? CloseCode.NORMAL : code, reason);
    }
  }

  private synchronized void refuse(RuntimeException failure) {
    if (release()) {
      outlet.refuse(plan.refusal().apply(failure));
    }
  }

  private static RpcFault stopping() {
    return new RpcFault(Kind.STOPPING, "The server is restarting; retry shortly.");
  }

  private synchronized boolean release() {
    if (isEnded) {
      return false;
    }
    isEnded = true;
    timers.forEach(timer -> timer.cancel(false));
    Admission known = admission;
    if (known != null) {
      known.leave();
    }
    sessions.ended(this);
    return true;
  }

  @Override
  public void drained() {
    Connection known = connection();
    if (known != null) {
      known.drained();
    }
  }

  @Override
  public void closed() {
    release();
  }
}
