package dev.syncer.testkit.adapters;

import tools.jackson.databind.JsonNode;

/**
 * Something that a server said by itself.
 *
 * @param kind {@code commit}, {@code snapshot}, {@code reset}, {@code heartbeat}, or another of the
 *     protocol; {@code close} for the end
 * @param params as in the protocol; of an end, {@code {code}}, 1006 where the connection broke
 */
public record WireEvent(String kind, JsonNode params) {}
