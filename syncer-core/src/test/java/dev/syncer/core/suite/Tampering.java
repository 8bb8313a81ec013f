package dev.syncer.core.suite;

import dev.syncer.core.suite.RandomField.Kind;
import dev.syncer.testkit.base.Received;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server that forgets a consequence, played by changing its frames on their way to the client:
 * the control that an oracle sees what it should.
 */
enum Tampering {
  /** Nothing is changed. */
  NONE,
  /** A parent that lost a child is not told its new list. */
  FORMER_PARENT,
  /** Siblings go one by one, and the parent's list is taken after the first. */
  SIBLINGS,
  /** A related value does not follow when the far record changes. */
  RELATED,
  /** A many2many is told to the side that was written only. */
  OTHER_SIDE;

  /**
   * Changes a commit.
   *
   * @param before the records that the client holds, by model and id
   * @return whether there was something to change
   */
  boolean apply(RandomModels models, Map<String, Map<Long, JsonNode>> before, Received frame) {
    if (this == NONE || !frame.kind().equals("commit")) {
      return false;
    }
    Set<String> unlinked = new HashSet<>();
    for (JsonNode entry : frame.params().get("changes")) {
      JsonNode notification = entry.get(1);
      if (notification.get(1).get("method").stringValue().equals("unlink")) {
        unlinked.add(model(notification) + "," + notification.get(0).get(2));
      }
    }
    boolean hasChanged = false;
    for (JsonNode entry : frame.params().get("changes")) {
      JsonNode notification = entry.get(1);
      JsonNode payload = notification.get(1);
      boolean isFollowing =
          payload.get("method").stringValue().equals("write")
              && payload.get("indirect").booleanValue();
      long id = notification.get(0).get(2).longValue();
      JsonNode held = before.getOrDefault(model(notification), Map.of()).get(id);
      if (isFollowing && held != null) {
        ObjectNode data = (ObjectNode) payload.get("data");
        for (RandomField field : models.model(model(notification)).fields()) {
          hasChanged |= data.has(field.name()) && change(field, data, held, unlinked);
        }
      }
    }
    return hasChanged;
  }

  private static String model(JsonNode notification) {
    return notification.get(0).get(1).stringValue();
  }

  private boolean change(RandomField field, ObjectNode data, JsonNode held, Set<String> unlinked) {
    JsonNode is = data.get(field.name());
    JsonNode was = held.get(field.name());
    if (is.equals(was)) {
      return false; // leaving it out would change nothing
    }
    return switch (this) {
      case NONE -> false;
      case FORMER_PARENT -> {
        boolean hasLost = field.kind() == Kind.CHILDREN && !contains(is, was);
        yield hasLost && data.remove(field.name()) != null;
      }
      case SIBLINGS -> {
        List<JsonNode> gone =
            was.valueStream().filter(id -> unlinked.contains(field.target() + "," + id)).toList();
        boolean areSiblings = field.kind() == Kind.CHILDREN && gone.size() > 1;
        if (areSiblings) {
          ((ArrayNode) is).add(gone.get(1));
        }
        yield areSiblings;
      }
      case RELATED -> field.kind() == Kind.RELATED && data.remove(field.name()) != null;
      case OTHER_SIDE -> field.isOtherSide() && data.remove(field.name()) != null;
    };
  }

  private static boolean contains(JsonNode list, JsonNode ids) {
    Set<Long> held = new HashSet<>();
    list.forEach(id -> held.add(id.longValue()));
    return ids.valueStream().allMatch(id -> held.contains(id.longValue()));
  }
}
