package dev.syncer.transport.undertow;

import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.RpcEndpoint;
import dev.syncer.rpc.core.RpcResponse;
import dev.syncer.rpc.core.RpcResponse.SessionChange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * Answers by path: {@code /echo} the body, {@code /login}, {@code /logout}, {@code /cursor}, {@code
 * /empty}, {@code /busy}, {@code /wait} once it is released, {@code /throw} not at all.
 */
final class ScriptedEndpoint implements RpcEndpoint {
  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<Caller> callers = new CopyOnWriteArrayList<>();
  final CompletableFuture<RpcResponse> waiting = new CompletableFuture<>();

  // Not the common pool: on two processors it has one thread, and a test may block that.
  private final Executor threads = task -> new Thread(task, "scripted-endpoint").start();

  @Override
  public CompletionStage<RpcResponse> post(String path, byte[] body, Caller caller) {
    calls.add(path);
    callers.add(caller);
    return switch (path) {
      case "/login" -> done(200, "{}", SessionChange.BEGUN, "fresh");
      case "/logout" -> done(200, "{}", SessionChange.ENDED, null);
      case "/cursor" ->
          CompletableFuture.completedFuture(
              new RpcResponse(200, bytes("{}"), "c7", SessionChange.UNCHANGED, null));
      case "/empty" ->
          CompletableFuture.completedFuture(
              new RpcResponse(204, null, null, SessionChange.UNCHANGED, null));
      case "/later" ->
          CompletableFuture.completedFuture(
              new RpcResponse(200, bytes("{}"), null, SessionChange.UNCHANGED, null, true));
      case "/busy" -> CompletableFuture.completedFuture(refusal(503, 503, "busy"));
      case "/wait" -> waiting;
      case "/throw" -> throw new IllegalStateException("the endpoint breaks its contract");
      case "/fail" -> CompletableFuture.failedFuture(new IllegalStateException("and again"));
      default ->
          CompletableFuture.supplyAsync(
              () -> new RpcResponse(200, body, null, SessionChange.UNCHANGED, null), threads);
    };
  }

  private static CompletionStage<RpcResponse> done(
      int status, String json, SessionChange session, String token) {
    return CompletableFuture.completedFuture(
        new RpcResponse(status, bytes(json), null, session, token));
  }

  @Override
  public RpcResponse refusal(int status, int code, String message) {
    String json =
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":%d,\"message\":\"%s\"}}"
            .formatted(code, message);
    return new RpcResponse(status, bytes(json), null, SessionChange.UNCHANGED, null);
  }

  @Override
  public boolean hasRoute(String path) {
    return path.equals("/echo");
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
