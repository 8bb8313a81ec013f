package dev.syncer.benchmarks.hostile;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What somebody does at a node, over HTTP and WebSocket. Safe for use by many threads.
 *
 * @param token of a session
 */
record Calls(URI server, String token) {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * Calls a method of a model; the answer, whatever it is.
   *
   * @param args JSON, an array
   */
  String model(String model, String method, String args) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/web/dataset/call_kw/" + model + "/" + method))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .timeout(PATIENCE)
            .POST(
                BodyPublishers.ofString(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"call\",\"params\":{\"args\":"
                        + args
                        + "}}"))
            .build();
    return HTTP.send(request, BodyHandlers.ofString()).body();
  }

  /** Opens a live connection that hands each message on. */
  WebSocket open(Consumer<String> messages) {
    URI address = URI.create("ws" + server.resolve("/syncer/websocket").toString().substring(4));
    WebSocket socket =
        HTTP.newWebSocketBuilder()
            .header("Authorization", "Bearer " + token)
            .subprotocols("syncer.v1")
            .connectTimeout(PATIENCE)
            .buildAsync(address, new Listening(messages))
            .join();
    socket.sendText(request(0, "syncer.hello", "{\"client\":\"bench\"}"), true).join();
    return socket;
  }

  /** A request as a message. */
  static String request(int id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
        .formatted(id, method, params);
  }

  private static final class Listening implements WebSocket.Listener {
    private final Consumer<String> messages;
    private final StringBuilder text = new StringBuilder();

    Listening(Consumer<String> messages) {
      this.messages = messages;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean isLast) {
      text.append(part);
      if (isLast) {
        messages.accept(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      messages.accept("closed " + code + " " + reason);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      messages.accept("closed " + error);
    }
  }
}
