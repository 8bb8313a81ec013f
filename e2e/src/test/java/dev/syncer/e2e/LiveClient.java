package dev.syncer.e2e;

import java.net.URI;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A live connection like that of a page, but bare. */
final class LiveClient implements WebSocket.Listener {
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
  private final StringBuilder partial = new StringBuilder();

  /** Connects with the session of a client, says hello and subscribes to the tasks. */
  static LiveClient connected(URI address, RpcClient session) {
    LiveClient client = new LiveClient();
    WebSocket socket =
        session
            .http()
            .newWebSocketBuilder()
            .subprotocols("syncer.v1")
            .header("Origin", "http://" + address.getAuthority())
            .buildAsync(URI.create("ws://" + address.getAuthority() + "/syncer/websocket"), client)
            .join();
    client.ask(socket, 1, "syncer.hello", "{\"client\":\"e2e\"}");
    client.ask(socket, 2, "syncer.subscribe", "{\"channel\":\"demo:project.task\"}");
    return client;
  }

  private void ask(WebSocket socket, int id, String method, String params) {
    socket
        .sendText(
            "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
                .formatted(id, method, params),
            true)
        .join();
    JsonNode answer = next();
    if (!answer.has("result")) {
      throw new AssertionError(method + " answered " + answer);
    }
  }

  /** The next message; a failure of the test where none comes. */
  JsonNode next() {
    try {
      String message = messages.poll(RunningBoard.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no message came");
      }
      return RpcClient.JSON.readTree(message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Why the server closed the connection. */
  int closeCode() {
    return closeCode.orTimeout(RunningBoard.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public synchronized CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      messages.add(partial.toString());
      partial.setLength(0);
    }
    socket.request(1);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    closeCode.complete(code);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    closeCode.completeExceptionally(error);
  }
}
