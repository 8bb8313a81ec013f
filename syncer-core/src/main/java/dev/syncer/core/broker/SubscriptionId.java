package dev.syncer.core.broker;

/**
 * A subscription as frames name it: whose shape, and by which name. Connections with the same ids
 * get the very same bytes. The name is that of the shape, but for a subscription that has moved to
 * another shape since it began: clients know it by its first name.
 *
 * @param subscribers whose shape is seen
 * @param name the subscription's id to the client
 */
record SubscriptionId(ShapeSubscribers subscribers, String name) {}
