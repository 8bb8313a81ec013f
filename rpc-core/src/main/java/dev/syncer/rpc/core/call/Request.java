package dev.syncer.rpc.core.call;

import dev.syncer.rpc.core.call.RpcFault.Kind;
import dev.syncer.rpc.core.json.WrittenNumber;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON-RPC request as it was read.
 *
 * @param id text, a {@link WrittenNumber} or null; null too where none can be trusted
 * @param isNotification whether nobody waits for an answer
 * @param method empty on a plain route, where it is not looked at
 * @param params a map of named or a list of positional arguments
 * @param fault why it is no request, or null
 */
public record Request(
    @Nullable Object id,
    boolean isNotification,
    String method,
    Object params,
    @Nullable RpcFault fault) {
  private static final Set<Class<?>> ID_TYPES = Set.of(String.class, WrittenNumber.class);

  /** A request to {@code /jsonrpc} or over WebSocket: all that the specification asks for. */
  public static Request strict(@Nullable Object json) {
    Request request = read(json);
    if (request.fault != null) {
      return request;
    }
    Map<?, ?> object = (Map<?, ?>) json;
    return object != null && object.get("method") instanceof String method
        ? new Request(request.id, request.isNotification, method, request.params, null)
        : refused(request.id, "\"method\" is the name of a route, as a string");
  }

  /** A request to a route of its own: its method is not looked at, and it gets an answer. */
  public static Request plain(@Nullable Object json) {
    if (json instanceof List) {
      return refused(null, "a route takes one request; send a batch to /jsonrpc");
    }
    Request request = read(json);
    if (request.fault == null && !(request.params instanceof Map)) {
      return new Request(
          request.id,
          false,
          "",
          request.params,
          new RpcFault(Kind.INVALID_PARAMS, "a route takes named params, an object"));
    }
    return new Request(request.id, false, "", request.params, request.fault);
  }

  private static Request read(@Nullable Object json) {
    if (!(json instanceof Map<?, ?> object)) {
      return refused(null, "a request is an object with jsonrpc, id, method and params");
    }
    Object id = object.get("id");
    if (id != null && !ID_TYPES.contains(id.getClass())) {
      return refused(null, "\"id\" is a string, a number or null");
    }
    if (!"2.0".equals(object.get("jsonrpc"))) {
      return refused(
          id,
          object.containsKey("jsonrpc")
              ? "\"jsonrpc\" has another value than \"2.0\". Send \"jsonrpc\": \"2.0\" with each request."
              : "\"jsonrpc\" is missing. Send \"jsonrpc\": \"2.0\" with each request.");
    }
    if (!object.containsKey("method")
        && (object.containsKey("result") || object.containsKey("error"))) {
      return refused(id, "this is an answer, and nothing was asked");
    }
    Object params = object.containsKey("params") ? object.get("params") : Map.of();
    if (!(params instanceof Map) && !(params instanceof List)) {
      return refused(id, "\"params\" is an object or an array, or left out");
    }
    return new Request(id, !object.containsKey("id"), "", params, null);
  }

  private static Request refused(@Nullable Object id, String detail) {
    return new Request(id, false, "", Map.of(), new RpcFault(Kind.INVALID_REQUEST, detail));
  }
}
