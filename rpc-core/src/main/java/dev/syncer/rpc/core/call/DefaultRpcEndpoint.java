package dev.syncer.rpc.core.call;

import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.RpcEndpoint;
import dev.syncer.rpc.core.RpcResponse;
import dev.syncer.rpc.core.RpcResponse.SessionChange;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import dev.syncer.rpc.core.json.MalformedJson;
import dev.syncer.rpc.core.json.WireJson;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Answers what came over HTTP. */
final class DefaultRpcEndpoint implements RpcEndpoint {
  private static final String JSONRPC = "/jsonrpc";
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int BAD_REQUEST = 400;
  private static final int UNAVAILABLE = 503;

  private final Dispatcher dispatcher;
  private final Answers answers;
  private final WireJson json;
  private final CallThreads threads;
  private final CallGate gate;
  private final Limits limits;

  @Inject
  DefaultRpcEndpoint(
      Dispatcher dispatcher,
      Answers answers,
      WireJson json,
      CallThreads threads,
      CallGate gate,
      Limits limits) {
    this.dispatcher = dispatcher;
    this.answers = answers;
    this.json = json;
    this.threads = threads;
    this.gate = gate;
    this.limits = limits;
  }

  @Override
  public RpcResponse refusal(int status, int code, String message) {
    return response(status, answers.refusal(code, message));
  }

  @Override
  public boolean hasRoute(String path) {
    return dispatcher.hasRoute(path);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // what is done at the end cannot fail
  public CompletionStage<RpcResponse> post(String path, byte[] body, Caller caller) {
    if (gate.isClosed()) {
      return CompletableFuture.completedFuture(
          failure(
              UNAVAILABLE,
              null,
              new RpcFault(Kind.STOPPING, "The server is restarting; retry shortly.")));
    }
    CompletableFuture<RpcResponse> response = new CompletableFuture<>();
    boolean runs =
        threads.execute(
            () -> {
              try {
                answer(path, body, caller)
                    .whenComplete(
                        (answer, failure) ->
                            response.complete(
                                failure == null ? answer : failure(OK, null, failure)));
              } catch (RuntimeException | Error e) {
                response.complete(failure(OK, null, e));
              }
            });
    if (!runs) {
      response.complete(
          failure(
              UNAVAILABLE,
              null,
              new RpcFault(Kind.UNAVAILABLE, "too many calls wait. Call again in a moment.")));
    }
    return response;
  }

  private CompletionStage<RpcResponse> answer(String path, byte[] body, Caller caller) {
    Object message;
    try {
      message = json.read(body);
    } catch (MalformedJson e) {
      return refused(null, new RpcFault(Kind.PARSE_ERROR, String.valueOf(e.getMessage())));
    }
    if (!path.equals(JSONRPC)) {
      Request request = Request.plain(message);
      if (request.fault() != null && request.fault().kind() == Kind.INVALID_REQUEST) {
        return refused(request.id(), request.fault());
      }
      return outcome(request, path, caller, Kind.NOT_FOUND)
          .thenApply(outcome -> response(request.id(), outcome));
    }
    if (!(message instanceof List<?> batch)) {
      return one(Request.strict(message), caller);
    }
    if (batch.isEmpty() || batch.size() > limits.messages().batch()) {
      return refused(
          null,
          new RpcFault(
              Kind.INVALID_REQUEST,
              "a batch has 1 to "
                  + limits.messages().batch()
                  + " requests, this one "
                  + batch.size()
                  + "."));
    }
    return batch(batch, caller);
  }

  private CompletionStage<RpcResponse> one(Request request, Caller caller) {
    if (request.fault() != null) {
      return refused(request.id(), request.fault());
    }
    return outcome(request, route(request.method()), caller, Kind.METHOD_NOT_FOUND)
        .thenApply(
            outcome ->
                request.isNotification()
                    ? new RpcResponse(
                        NO_CONTENT,
                        null,
                        outcome.cursor(),
                        outcome.session(),
                        outcome.sessionToken())
                    : response(request.id(), outcome));
  }

  /** One after the other: a batch takes one thread at a time, and its writes have an order. */
  private CompletionStage<RpcResponse> batch(List<?> messages, Caller caller) {
    List<byte[]> parts = new ArrayList<>();
    BatchRoom room = answers.room(messages.size());
    CompletionStage<Outcome> last =
        CompletableFuture.completedFuture(
            new Outcome(null, null, null, SessionChange.UNCHANGED, null));
    for (Object message : messages) {
      Request request = Request.strict(message);
      last =
          last.thenCompose(
              before ->
                  outcome(request, route(request.method()), caller, Kind.METHOD_NOT_FOUND)
                      .thenApply(
                          outcome -> {
                            if (!request.isNotification()) {
                              parts.add(room.answer(request.id(), outcome));
                            }
                            return merged(before, outcome);
                          }));
    }
    return last.thenApply(all -> response(parts, all))
        .whenComplete((response, failure) -> room.close());
  }

  private static RpcResponse response(List<byte[]> parts, Outcome all) {
    return new RpcResponse(
        parts.isEmpty() ? NO_CONTENT : OK,
        parts.isEmpty() ? null : Answers.batch(parts),
        all.cursor(),
        all.session(),
        all.sessionToken());
  }

  private static Outcome merged(Outcome before, Outcome after) {
    boolean isChanged = after.session() != SessionChange.UNCHANGED;
    return new Outcome(
        null,
        null,
        after.cursor() == null ? before.cursor() : after.cursor(),
        isChanged ? after.session() : before.session(),
        isChanged ? after.sessionToken() : before.sessionToken());
  }

  private CompletionStage<Outcome> outcome(
      Request request, String path, Caller caller, Kind ifUnknown) {
    return request.fault() != null
        ? CompletableFuture.completedFuture(Outcome.failed(request.fault()))
        : dispatcher.call(
            new Dispatcher.Invocation(path, request.params(), caller, true, ifUnknown));
  }

  /** The route that a JSON-RPC method names, with or without its leading slash. */
  static String route(String method) {
    return method.startsWith("/") ? method : "/" + method;
  }

  private CompletionStage<RpcResponse> refused(@Nullable Object id, RpcFault fault) {
    return CompletableFuture.completedFuture(failure(BAD_REQUEST, id, fault));
  }

  private RpcResponse failure(int status, @Nullable Object id, Throwable failure) {
    return response(status, answers.failure(id, failure));
  }

  private RpcResponse response(@Nullable Object id, Outcome outcome) {
    return new RpcResponse(
        OK,
        answers.answer(id, outcome),
        outcome.cursor(),
        outcome.session(),
        outcome.sessionToken(),
        outcome.isForLater());
  }

  private static RpcResponse response(int status, byte[] body) {
    return new RpcResponse(status, body, null, SessionChange.UNCHANGED, null);
  }
}
