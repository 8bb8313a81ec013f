package dev.syncer.testkit.base;

import tools.jackson.databind.JsonNode;

/**
 * A frame as a client sees it.
 *
 * @param kind {@code commit}, {@code snapshot}, {@code reset} or {@code heartbeat}
 */
public record Received(String kind, JsonNode params) {}
