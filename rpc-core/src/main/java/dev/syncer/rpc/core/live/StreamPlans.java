package dev.syncer.rpc.core.live;

import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.rpc.Param;
import dev.syncer.rpc.core.call.Params;
import dev.syncer.rpc.core.call.Request;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import dev.syncer.rpc.core.json.MalformedJson;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what a stream, or a poll with subscriptions, is about. Safe for use by many threads. */
final class StreamPlans {
  /** The params of a poll. */
  private record PollParams(
      List<Map<String, @Nullable Object>> subscriptions,
      @Param(optional = true) @Nullable String cursor) {}

  private final LiveServices services;
  private final Refusals refusals;
  private final Params<PollParams> params;
  private final EventQuery queries;

  @Inject
  StreamPlans(LiveServices services, Refusals refusals) {
    this.services = services;
    this.refusals = refusals;
    this.params = Params.of(PollParams.class, services.json());
    this.queries = new EventQuery(services.json());
  }

  /** Server-sent events. */
  StreamPlan events(Map<String, List<String>> query, @Nullable String lastPlace) {
    return new StreamPlan(
        (connection, user) ->
            requests(
                queries.read(query),
                EventQuery.place(query, lastPlace),
                params -> services.subscribes().request(params, connection, user)),
        answers -> services.json().write(out -> out.writePOJO(opening(answers))),
        refusals::ofStream,
        false);
  }

  private Map<String, Object> opening(List<SubscribeAnswer> answers) {
    Map<String, Object> opening = new LinkedHashMap<>();
    opening.put("node", services.options().node());
    opening.put("epoch", services.broker().epoch());
    opening.put("heartbeat_ms", services.options().heartbeat().toMillis());
    opening.put("subscriptions", answers.stream().map(StreamPlans::described).toList());
    return opening;
  }

  /** An answer to one subscription, as every transport tells it. */
  static Map<String, Object> described(SubscribeAnswer answer) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("subscription", answer.subscription());
    result.put("cursor", answer.cursor());
    result.put("state", answer.state().wireName());
    return result;
  }

  /** A poll with subscriptions. */
  StreamPlan poll(byte[] body) {
    Request request = request(body);
    return new StreamPlan(
        (connection, user) ->
            requests(request, params -> services.subscribes().request(params, connection, user)),
        answers -> opening(request, answers),
        failure -> refusals.ofCall(request.id(), failure),
        true);
  }

  /** The answer up to its first event; the transport adds events, the cursor and the end. */
  private byte[] opening(Request request, List<SubscribeAnswer> answers) {
    List<Map<String, Object>> subscriptions = answers.stream().map(StreamPlans::described).toList();
    ByteArrayOutputStream opening = new ByteArrayOutputStream();
    opening.writeBytes(services.answers().opening(request.id()));
    ascii(opening, "{\"subscriptions\":");
    opening.writeBytes(services.json().write(out -> out.writePOJO(subscriptions)));
    ascii(opening, ",\"events\":[");
    return opening.toByteArray();
  }

  private static void ascii(ByteArrayOutputStream bytes, String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A request to a route; with a fault where it is none. */
  Request request(byte[] body) {
    try {
      return Request.plain(services.json().read(body));
    } catch (MalformedJson e) {
      RpcFault fault = new RpcFault(Kind.PARSE_ERROR, String.valueOf(e.getMessage()));
      return new Request(null, false, "", Map.of(), fault);
    }
  }

  /**
   * The params of a request.
   *
   * @throws RpcFault if it is none, or has others
   */
  static <T extends Record> T params(Request request, Params<T> params) {
    if (request.fault() != null) {
      throw request.fault();
    }
    return params.read(request.params());
  }

  private List<SubscribeRequest> requests(
      Request request, Function<Map<String, @Nullable Object>, SubscribeRequest> read) {
    PollParams asked = params(request, params);
    List<Map<String, @Nullable Object>> subscriptions = new ArrayList<>();
    for (Map<String, @Nullable Object> each : asked.subscriptions()) {
      if (each.containsKey("cursor")) {
        throw new RpcFault(
            Kind.INVALID_PARAMS,
            "each of \"subscriptions\" is an object with the params of syncer.subscribe but"
                + " \"cursor\", which is one for all.");
      }
      subscriptions.add(new LinkedHashMap<>(each));
    }
    if (subscriptions.isEmpty()) {
      throw new RpcFault(Kind.INVALID_PARAMS, "\"subscriptions\" has at least one.");
    }
    String cursor = asked.cursor();
    return requests(subscriptions, cursor == null ? "" : cursor, read);
  }

  private static List<SubscribeRequest> requests(
      List<Map<String, @Nullable Object>> subscriptions,
      String place,
      Function<Map<String, @Nullable Object>, SubscribeRequest> read) {
    List<@Nullable String> cursors = StreamCursor.parse(place, subscriptions.size());
    List<SubscribeRequest> requests = new ArrayList<>();
    for (int i = 0; i < subscriptions.size(); i++) {
      Map<String, @Nullable Object> params = subscriptions.get(i);
      String cursor = cursors.get(i);
      if (cursor != null) {
        params.put("cursor", cursor);
      } else if (!place.isEmpty()) {
        params.put("snapshot", true);
      }
      requests.add(read.apply(params));
    }
    return requests;
  }
}
