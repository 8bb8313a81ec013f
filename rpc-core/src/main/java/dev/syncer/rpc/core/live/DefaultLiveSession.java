package dev.syncer.rpc.core.live;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.LiveOutlet;
import dev.syncer.rpc.core.LiveSession;
import dev.syncer.rpc.core.Sessions.Session;
import dev.syncer.rpc.core.call.Dispatcher;
import dev.syncer.rpc.core.call.Request;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import dev.syncer.rpc.core.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connection. Messages are read where they arrive and handled on a {@link SerialExecutor}, in
 * order; calls to routes leave it and are answered when they are done.
 */
final class DefaultLiveSession implements LiveSession, OpenConnection {
  /** Messages in a row that are no JSON, after which this is no client of ours. */
  private static final int MALFORMED = 10;

  private static final CompletionStage<?> DONE = CompletableFuture.completedStage(true);

  private final LiveServices services;
  private final DefaultLiveSessions sessions;
  private final LiveOutlet outlet;
  private final Inbox inbox;
  private final Heartbeats heartbeats;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger subscribing = new AtomicInteger();
  private volatile Caller caller;
  private int malformed;
  private volatile @Nullable Admission admission;
  private @Nullable Future<?> timer;
  private volatile @Nullable CloseCode endsWhenIdle;
  private boolean isEnded;

  DefaultLiveSession(
      LiveServices services, DefaultLiveSessions sessions, LiveOutlet outlet, Caller caller) {
    this.services = services;
    this.sessions = sessions;
    this.outlet = outlet;
    this.caller = caller;
    this.inbox =
        new Inbox(
            services.threads()::execute,
            outlet,
            2L * services.limits().messages().size(),
            this::stuck);
    this.heartbeats = new Heartbeats(outlet, inbox, this::connection, this::end);
  }

  synchronized void awaitHello() {
    timer =
        services
            .threads()
            .after(
                services.limits().connections().helloTime(),
                () -> end(CloseCode.NOT_AUTHENTICATED, "no syncer.hello came in time"));
  }

  @Override
  public void message(byte[] json) {
    heartbeats.heard();
    if (outlet.pendingBytes() > services.limits().messages().unread()) {
      end(CloseCode.LIMIT, "answers are not read");
      return;
    }
    MessageBatch batch;
    try {
      batch = MessageBatch.of(services.json().read(json), services.limits().messages().batch());
      malformed = 0;
    } catch (MalformedJson e) {
      if (++malformed >= MALFORMED) {
        end(CloseCode.PROTOCOL_ERROR, "messages are JSON-RPC 2.0");
        return;
      }
      batch = MessageBatch.refused(new RpcFault(Kind.PARSE_ERROR, String.valueOf(e.getMessage())));
    }
    MessageBatch next = batch;
    if (!inbox.take(json.length, () -> handle(next))) {
      stuck();
    }
  }

  private void stuck() {
    end(CloseCode.TRY_LATER, "this node has too much to do");
  }

  /**
   * On the serial executor.
   *
   * @return when what concerns subscriptions has taken effect, and its answer has left: the next
   *     message may be about them
   */
  @SuppressWarnings("FutureReturnValueIgnored") // what is done at the end cannot fail
  private CompletionStage<?> handle(MessageBatch batch) {
    if (isEnded()) {
      return DONE;
    }
    Admission known = admission;
    if (known == null) {
      greet(batch);
      return DONE;
    }
    List<CompletableFuture<?>> running = new ArrayList<>();
    for (int i = 0; i < batch.requests().size(); i++) {
      Request request = batch.requests().get(i);
      try {
        if (request.fault() != null) {
          throw request.fault();
        }
        if (!request.method().startsWith(LiveMethods.PREFIX)) {
          running.add(call(batch, i));
        } else {
          take(batch, i, method(request, known));
        }
      } catch (RuntimeException e) {
        batch.answer(i, services.answers().failure(request.id(), e));
      }
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
    if (batch.subscribes().isEmpty()) {
      all.whenComplete((done, failure) -> finish(batch, running.size()))
          .whenComplete((done, failure) -> batch.release());
      return DONE;
    }
    // What follows may never come, where the connection ends: it holds nothing.
    all.whenComplete((done, failure) -> batch.release());
    if (all.isDone()) {
      subscribe(batch, running.size());
    } else {
      // The last call may end on a thread that must not block.
      all.whenComplete((done, failure) -> subscribeElsewhere(batch, running.size()));
    }
    return batch.answered();
  }

  private void subscribeElsewhere(MessageBatch batch, int callsDone) {
    if (!services.threads().execute(() -> subscribe(batch, callsDone))) {
      stuck();
    }
  }

  /** Takes the first message. In a batch, what stands behind hello would come before its answer. */
  private void greet(MessageBatch batch) {
    Request first = batch.requests().get(0);
    boolean isHello = first.fault() == null && first.method().equals(LiveMethods.HELLO);
    if (isHello && !batch.isBatch()) {
      hello(first);
      return;
    }
    RpcFault fault =
        new RpcFault(Kind.SESSION_EXPIRED, "the first message is syncer.hello, alone.");
    for (int i = 0; i < batch.requests().size(); i++) {
      batch.answer(i, services.answers().failure(batch.requests().get(i).id(), fault));
    }
    byte[] message = batch.message();
    if (message != null) {
      outlet.sendMessage(message);
    }
    end(CloseCode.NOT_AUTHENTICATED, "not authenticated");
  }

  private void hello(Request request) {
    try {
      String given = services.methods().hello(request.params()).token();
      String token = given == null ? caller.sessionToken() : given;
      // Before it is looked up: a session that ends from here on ends this connection.
      caller = new Caller(token, caller.remoteAddress());
      Session known = services.sessions().session(token).orElse(null);
      if (known == null) {
        refuse(request, new RpcFault(Kind.SESSION_EXPIRED, ""), CloseCode.NOT_AUTHENTICATED);
        return;
      }
      greeted(request, known);
    } catch (RpcFault e) {
      refuse(
          request, e, e.kind() == Kind.OVER_LIMIT ? CloseCode.LIMIT : CloseCode.NOT_AUTHENTICATED);
    } catch (RuntimeException e) {
      refuse(request, e, CloseCode.TRY_LATER);
    }
  }

  private void greeted(Request request, Session session) {
    synchronized (this) {
      if (isEnded) {
        return;
      }
      Admission admitted = sessions.admit(session, outlet, this);
      admission = admitted;
      if (timer != null) {
        timer.cancel(false);
      }
      // Before the first heartbeat can come.
      if (!request.isNotification()) {
        outlet.sendMessage(
            services
                .answers()
                .success(request.id(), LiveMethods.greeting(services, session.user())));
      }
      timer =
          services
              .threads()
              .every(IdleDetector.part(services.options().heartbeat()), heartbeats::pass);
    }
  }

  private void refuse(Request request, RuntimeException failure, CloseCode code) {
    outlet.sendMessage(services.answers().failure(request.id(), failure));
    end(code, code == CloseCode.NOT_AUTHENTICATED ? "not authenticated" : "refused");
  }

  private @Nullable Connection connection() {
    Admission known = admission;
    return known == null ? null : known.connection();
  }

  private CompletableFuture<?> call(MessageBatch batch, int index) {
    Request request = batch.requests().get(index);
    if (calls.incrementAndGet() > services.limits().calls().onConnection()) {
      calls.decrementAndGet();
      throw new RpcFault(
          Kind.OVER_LIMIT,
          services.limits().calls().onConnection()
              + " calls are in flight on this connection already.");
    }
    String path = request.method().startsWith("/") ? request.method() : "/" + request.method();
    return services
        .dispatcher()
        .call(
            new Dispatcher.Invocation(path, request.params(), caller, false, Kind.METHOD_NOT_FOUND))
        .thenAccept(outcome -> batch.answer(index, outcome, services.answers()))
        .toCompletableFuture();
  }

  private Object method(Request request, Admission known) {
    return services
        .methods()
        .call(request.method(), request.params(), known.connection(), known.user());
  }

  /** Takes what a method of {@code syncer.v1} has answered. */
  private void take(MessageBatch batch, int index, Object answer) {
    if (answer instanceof SubscribeRequest asked) {
      batch.subscribe(index, allowed(asked, batch));
      return;
    }
    Object result = answer;
    if (answer instanceof LiveMethods.Answered answered) {
      batch.afterwards(answered.afterwards());
      result = answered.result();
    }
    batch.answer(index, services.answers().success(batch.requests().get(index).id(), result));
  }

  private SubscribeRequest allowed(SubscribeRequest request, MessageBatch batch) {
    int more = batch.subscribes().size() + 1;
    int most = services.limits().connections().subscriptions();
    if (subscriptions() + more > most) {
      throw new RpcFault(
          Kind.OVER_LIMIT, "a connection has at most " + most + " subscriptions. End one.");
    }
    Admission known = admission;
    if (known != null) {
      sessions.checkSubscriptions(known.user(), more);
    }
    if (services.gate().isClosed()) {
      throw new RpcFault(Kind.STOPPING, "The server is restarting; retry shortly.");
    }
    return request;
  }

  private void subscribe(MessageBatch batch, int callsDone) {
    Connection known = connection();
    if (known == null || isEnded()) {
      calls.addAndGet(-callsDone);
      return;
    }
    List<SubscribeRequest> requests = batch.subscribes();
    subscribing.addAndGet(requests.size());
    try {
      known.subscribe(
          requests,
          answers -> {
            subscribing.addAndGet(-requests.size());
            batch.subscribed(answers, services.answers());
            finish(batch, callsDone);
          });
    } catch (RuntimeException e) {
      subscribing.addAndGet(-requests.size());
      batch.refused(e, services.answers());
      finish(batch, callsDone);
    }
  }

  private void finish(MessageBatch batch, int callsDone) {
    try {
      byte[] message = batch.message();
      if (message != null) {
        outlet.sendMessage(message);
      }
      batch.afterwards().forEach(Runnable::run);
    } finally {
      batch.hasAnswered();
    }
    calls.addAndGet(-callsDone);
    endIfIdle();
  }

  @Override
  public boolean belongsTo(String token) {
    return token.equals(caller.sessionToken());
  }

  @Override
  public int subscriptions() {
    Connection known = connection();
    return subscribing.get() + (known == null ? 0 : known.subscriptions());
  }

  @Override
  public void heard() {
    heartbeats.heard();
  }

  @Override
  public void ending() {
    if (!inbox.afterwards(() -> endWhenIdle(CloseCode.NORMAL))) {
      stuck();
    }
  }

  @Override
  public void endWhenIdle() {
    endWhenIdle(CloseCode.RESTART);
  }

  private void endWhenIdle(CloseCode code) {
    endsWhenIdle = code;
    endIfIdle();
  }

  private void endIfIdle() {
    CloseCode code = endsWhenIdle;
    if (code != null && calls.get() == 0 && subscribing.get() == 0) {
      end(code, code == CloseCode.RESTART ? "this node is stopping" : "");
    }
  }

  @Override
  public void end(CloseCode code, String reason) {
    if (release()) {
      outlet.close(code, reason);
    }
  }

  private synchronized boolean isEnded() {
    return isEnded;
  }

  private boolean release() {
    synchronized (this) {
      if (isEnded) {
        return false;
      }
      isEnded = true;
      if (timer != null) {
        timer.cancel(false);
      }
    }
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
