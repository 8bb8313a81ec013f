package dev.syncer.core.broker;

/**
 * A shape under the name by which a connection knows it. Connections with the same seats get the
 * very same bytes. The name is that of the audience, but for a subscription that has moved to
 * another shape since it began: clients know it by its first name.
 *
 * @param audience whose shape is seen
 * @param name the subscription's id to the client
 */
record Seat(Audience audience, String name) {}
