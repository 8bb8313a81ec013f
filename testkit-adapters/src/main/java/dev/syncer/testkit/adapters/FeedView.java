package dev.syncer.testkit.adapters;

import dev.syncer.testkit.base.Received;
import dev.syncer.testkit.base.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client holds that takes all that comes for true, over several connections of any
 * transport: what comes twice, or not at all, is a fault it reports. Used by one thread.
 */
public final class FeedView {
  private final Replica replica = new Replica();
  private final List<JsonNode> unfinished = new ArrayList<>();
  private List<String> subscriptions = List.of();

  /** Another connection, with its answers: what begins anew is forgotten. */
  public void connected(List<JsonNode> answers) {
    unfinished.clear();
    subscriptions = answers.stream().map(each -> each.get("subscription").asString()).toList();
    for (JsonNode answer : answers) {
      if (answer.get("state").asString().equals("snapshot")) {
        forget(answer.get("subscription").asString());
      }
    }
  }

  private void forget(String subscription) {
    ObjectNode params = WireFeed.JSON.createObjectNode().put("subscription", name(subscription));
    replica.apply(new Received("reset", params));
  }

  /** The place of a subscription, which stays the same on all connections. */
  private String name(String subscription) {
    return String.valueOf(subscriptions.indexOf(subscription));
  }

  /** Takes an event; a commit in parts counts when it is whole. */
  public void take(WireEvent event) {
    ObjectNode params = (ObjectNode) event.params().deepCopy();
    switch (event.kind()) {
      case "commit" -> {
        for (JsonNode change : params.get("changes")) {
          ((ArrayNode) change).set(0, name(change.get(0).asString()));
          unfinished.add(change);
        }
        if (!params.path("more").asBoolean(false)) {
          params.putArray("changes").addAll(unfinished);
          unfinished.clear();
          replica.apply(new Received("commit", params));
        }
      }
      case "snapshot", "reset" -> {
        params.put("subscription", name(params.get("subscription").asString()));
        replica.apply(new Received(event.kind(), params));
      }
      case "heartbeat" -> replica.apply(new Received("heartbeat", params));
      default -> throw new AssertionError("an event of kind " + event.kind());
    }
  }

  /** The records of the n-th subscription, by id. */
  public Map<Long, ObjectNode> records(int subscription) {
    return replica.view(String.valueOf(subscription));
  }

  public List<String> faults() {
    return replica.faults();
  }
}
