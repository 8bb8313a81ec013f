package dev.syncer.rpc.core.call;

import dev.syncer.api.Database;
import dev.syncer.api.User;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.model.Quoted;
import dev.syncer.core.spi.Current;
import dev.syncer.core.spi.MemoryClaim;
import dev.syncer.core.spi.TimeOverException;
import dev.syncer.core.work.CommitTracking;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.Sessions;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the controller of a call and runs it. Safe for use by many threads. */
public final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final Routes routes;
  private final Sessions sessions;
  private final Database database;
  private final Function<Long, String> cursors;
  private final CommitTracking tracking;
  private final CallThreads threads;
  private final CallGate gate;
  private final CallTurns turns;
  private final MemoryBudget memory;
  private final Limits limits;

  @Inject
  Dispatcher(
      Routes routes,
      Sessions sessions,
      Database database,
      Broker broker,
      CommitTracking tracking,
      CallThreads threads,
      CallGate gate,
      MemoryBudget memory,
      Limits limits) {
    this.routes = routes;
    this.sessions = sessions;
    this.database = database;
    this.cursors = broker::cursor;
    this.tracking = tracking;
    this.threads = threads;
    this.gate = gate;
    this.turns = new CallTurns(sessions, limits);
    this.memory = memory;
    this.limits = limits;
  }

  /**
   * One call.
   *
   * @param path the route, with its leading slash
   * @param params a map of named or a list of positional arguments
   * @param isOverHttp whether the answer can change the caller's session cookie
   * @param ifUnknown what an unknown route is called
   */
  public record Invocation(
      String path, Object params, Caller caller, boolean isOverHttp, Kind ifUnknown) {}

  /**
   * Runs a call on a thread that may block, when it is the caller's turn; stops it when its time is
   * over. Never completes exceptionally.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // what is done at the end cannot fail
  public CompletionStage<Outcome> call(Invocation invocation) {
    try {
      gate.enter();
    } catch (RpcFault e) {
      return CompletableFuture.completedFuture(Outcome.failed(e));
    }
    RunningCall call = new RunningCall(limits.calls().time());
    CallTurns.Turn turn = turns.of(invocation);
    if (!turn.enter(() -> start(invocation, call, turn))) {
      gate.leave();
      return CompletableFuture.completedFuture(
          Outcome.failed(
              new RpcFault(
                  Kind.OVER_LIMIT,
                  limits.calls().waiting()
                      + " calls of yours wait already. Call again when some are done.")));
    }
    Future<?> timeOver = threads.after(limits.calls().time(), () -> stop(call));
    call.answer.whenComplete((outcome, failure) -> timeOver.cancel(false));
    return call.answer;
  }

  // What is done at the end cannot fail; a scope is closed, and nothing else.
  @SuppressWarnings({"FutureReturnValueIgnored", "try"})
  private void start(Invocation invocation, RunningCall call, CallTurns.Turn turn) {
    boolean runs =
        threads.call(
            () -> {
              // What it reads is counted until its answer is encoded, which this thread does too.
              try (MemoryClaim claim = MemoryClaim.on(memory, MemoryKind.CALLS);
                  Current counted = claim.makeCurrent()) {
                call.run(turn.lane(), turn.owner(), () -> run(invocation, call));
              } finally {
                turn.leave();
                // Both the thread and the answer are done: a call that takes too long still counts.
                call.answer.whenComplete((outcome, failure) -> gate.leave());
              }
            });
    if (!runs) {
      turn.leave();
      gate.leave();
      call.answer.complete(
          Outcome.failed(
              new RpcFault(Kind.UNAVAILABLE, "too many calls wait. Call again in a moment.")));
    }
  }

  private void stop(RunningCall call) {
    if (call.timeIsOver()) {
      Future<?> grace = threads.after(RunningCall.GRACE, call::isGoingOn);
      call.answer.whenComplete((outcome, failure) -> grace.cancel(false));
    }
  }

  private void run(Invocation invocation, RunningCall running) {
    Call call = new Call(invocation.caller, invocation.isOverHttp, Map.of(), null);
    tracking.begin();
    try {
      Routes.Match match = match(invocation);
      Object params = merged(invocation.params, match.fromPath());
      User user = user(match.route(), invocation.caller);
      call = new Call(invocation.caller, invocation.isOverHttp, named(params), user);
      @Nullable Object[] arguments = match.route().signature().bind(params, given(call));
      finish(call, match.route().invoke(arguments), running.answer);
    } catch (Throwable e) {
      OptionalLong position = tracking.end();
      RpcFault stopped = running.stopped(e, position);
      if (stopped != null && !(e instanceof TimeOverException)) {
        LOG.debug("A call that was stopped at its time", e);
      }
      running.answer.complete(call.outcome(null, stopped == null ? e : stopped, cursor(position)));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what is done at the end cannot fail
  private void finish(Call call, @Nullable Object result, CompletableFuture<Outcome> answer) {
    String cursor = cursor(tracking.end());
    if (!(result instanceof CompletionStage<?> stage)) {
      answer.complete(call.outcome(result, null, cursor));
      return;
    }
    stage.whenComplete(
        (value, failure) ->
            answer.complete(
                failure == null
                    ? call.outcome(value, null, cursor)
                    : call.outcome(null, unwrapped(failure), cursor)));
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private @Nullable String cursor(OptionalLong position) {
    return position.isPresent() ? cursors.apply(position.getAsLong()) : null;
  }

  boolean hasRoute(String path) {
    return routes.find(path).isPresent();
  }

  private Routes.Match match(Invocation invocation) {
    return routes
        .find(invocation.path)
        .orElseThrow(
            () ->
                new RpcFault(
                    invocation.ifUnknown,
                    "there is no route " + Quoted.name(invocation.path) + "."));
  }

  /** Anonymous callers reach only routes that are marked anonymous. */
  private @Nullable User user(RouteMethod route, Caller caller) {
    if (!route.wantsUser()) {
      return null;
    }
    User user = sessions.user(caller.sessionToken()).orElse(null);
    if (user == null && !route.isAnonymous()) {
      throw new RpcFault(Kind.SESSION_EXPIRED, "");
    }
    return user;
  }

  private Function<Class<?>, @Nullable Object> given(Call call) {
    return type -> {
      if (type == User.class) {
        return call.user();
      }
      if (type == Caller.class) {
        return call.caller();
      }
      return type == Database.class ? database : call;
    };
  }

  private static Object merged(Object params, Map<String, Object> fromPath) {
    if (fromPath.isEmpty()) {
      return params;
    }
    if (!(params instanceof Map<?, ?> named)) {
      throw new RpcFault(Kind.INVALID_PARAMS, "this route takes named params, an object.");
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>(named(named));
    fromPath.forEach(
        (name, value) -> {
          Object other = all.put(name, value);
          if (other != null && !other.equals(value)) {
            throw new RpcFault(
                Kind.INVALID_PARAMS, "\"" + name + "\" in params is not the one in the path.");
          }
        });
    return all;
  }

  @SuppressWarnings("unchecked") // the keys of JSON are strings
  private static Map<String, @Nullable Object> named(Object params) {
    return params instanceof Map ? (Map<String, @Nullable Object>) params : Map.of();
  }
}
