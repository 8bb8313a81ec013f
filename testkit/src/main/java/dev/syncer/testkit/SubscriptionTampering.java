package dev.syncer.testkit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** WIP. */
enum SubscriptionTampering {
  NONE;

  @Nullable String cursor(@Nullable String cursor) {
    return cursor;
  }

  dev.syncer.core.change.Commit told(dev.syncer.core.change.Commit commit) {
    return commit;
  }

  boolean swallows(JsonNode notification) {
    return false;
  }
}
