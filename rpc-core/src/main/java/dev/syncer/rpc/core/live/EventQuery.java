package dev.syncer.rpc.core.live;

import dev.syncer.core.model.Quoted;
import dev.syncer.rpc.Suggestions;
import dev.syncer.rpc.core.call.Params;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import dev.syncer.rpc.core.json.MalformedJson;
import dev.syncer.rpc.core.json.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions in the query of a URL, as params of {@code syncer.subscribe}. The n-th value of a
 * parameter belongs to the n-th channel; an empty one means that it is left out there.
 */
final class EventQuery {
  private static final String CHANNEL = "channel";

  /** Parameters that stand for every channel where they are given once. */
  private static final List<String> SHARED = List.of("snapshot", "cursor");

  /** In ASCII digits, as JSON has it, and short enough for a long. */
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");

  private final WireJson json;

  /** Those of {@code syncer.subscribe}. */
  private final List<String> names;

  EventQuery(WireJson json) {
    this.json = json;
    this.names = Params.of(SubscribeParams.class, json).names();
  }

  /**
   * The params of each subscription, but for their cursors.
   *
   * @throws RpcFault if they cannot be understood
   */
  List<Map<String, @Nullable Object>> read(Map<String, List<String>> query) {
    query.keySet().forEach(this::checkName);
    int count = query.getOrDefault(CHANNEL, List.of()).size();
    if (count == 0) {
      throw new RpcFault(
          Kind.INVALID_PARAMS, "no channel is named: /syncer/events?channel=<db>:<model>.");
    }
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(new LinkedHashMap<>());
    }
    query.forEach(
        (name, values) -> {
          boolean isShared = values.size() == 1 && SHARED.contains(name);
          if (!isShared && values.size() != count) {
            throw new RpcFault(
                Kind.INVALID_PARAMS,
                Quoted.name(name)
                    + " is given "
                    + values.size()
                    + " times for "
                    + count
                    + " channels. Give it once for each, empty where it has none.");
          }
          for (int i = 0; i < count; i++) {
            String value = values.get(isShared ? 0 : i);
            if (!value.isEmpty() && !name.equals("cursor")) {
              all.get(i).put(name, value(name, value));
            }
          }
        });
    return all;
  }

  private void checkName(String name) {
    if (!names.contains(name)) {
      throw new RpcFault(
          Kind.INVALID_PARAMS,
          "there is no parameter "
              + Quoted.name(name)
              + "."
              + Suggestions.didYouMean(name, names)
              + " There are "
              + String.join(", ", names)
              + ".");
    }
  }

  /** Where to go on, in the form of a place; empty for nowhere. */
  static String place(Map<String, List<String>> query, @Nullable String lastPlace) {
    return lastPlace != null && !lastPlace.isEmpty()
        ? lastPlace
        : String.join(",", query.getOrDefault("cursor", List.of()));
  }

  private @Nullable Object value(String name, String text) {
    return switch (name) {
      case "filter" -> filter(text);
      case "fields" -> List.of(text.split(",", -1));
      case "limit" -> limit(text);
      case "snapshot" -> flag(text);
      default -> text;
    };
  }

  private @Nullable Object filter(String text) {
    try {
      return json.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedJson e) {
      throw new RpcFault(Kind.INVALID_PARAMS, "the parameter \"filter\" is no JSON.");
    }
  }

  private static Long limit(String text) {
    if (!WHOLE_NUMBER.matcher(text).matches()) {
      throw new RpcFault(Kind.INVALID_PARAMS, "the parameter \"limit\" takes a whole number.");
    }
    return Long.valueOf(text);
  }

  private static Boolean flag(String text) {
    return switch (text) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default ->
          throw new RpcFault(
              Kind.INVALID_PARAMS, "the parameter \"snapshot\" takes true or false.");
    };
  }
}
