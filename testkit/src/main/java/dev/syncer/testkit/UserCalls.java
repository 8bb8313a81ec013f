package dev.syncer.testkit;

import dev.syncer.api.User;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.RpcEndpoint;
import dev.syncer.rpc.core.RpcResponse;
import dev.syncer.rpc.core.Sessions;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls by RPC as one user, each in a session of its own. */
final class UserCalls {
  private static final long PATIENCE_SECONDS = 20;
  private static final String ADDRESS = "127.0.0.1";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final TestNode node;
  private final User user;

  UserCalls(TestNode node, User user) {
    this.node = node;
    this.user = user;
  }

  /** The body of the answer. */
  JsonNode call(String path, Map<String, ?> params) {
    if (user.isSystem()) {
      throw new IllegalStateException(
          "the system has no session, so it cannot call by RPC: take a user of TestUsers.create");
    }
    Sessions sessions = node.get(Sessions.class);
    String token = sessions.begin(user.id());
    try {
      byte[] body =
          JSON.writeValueAsBytes(
              Map.of("jsonrpc", "2.0", "id", 1, "method", "call", "params", params));
      return JSON.readTree(
          Objects.requireNonNull(
              answer(path, body, new Caller(token, ADDRESS)).body(), "a call has an answer"));
    } finally {
      sessions.end(token);
    }
  }

  private RpcResponse answer(String path, byte[] body, Caller caller) {
    try {
      return node.get(RpcEndpoint.class)
          .post(path, body, caller)
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the node answers " + path, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the node did not answer " + path, e);
    }
  }
}
