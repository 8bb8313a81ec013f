/**
 * The way from a commit to the connections that subscribed: the {@link
 * dev.syncer.core.broker.Broker} encodes each change once and hands {@link
 * dev.syncer.core.broker.Frame}s to the {@link dev.syncer.core.broker.Outlet} of each {@link
 * dev.syncer.core.broker.Connection}.
 */
@NullMarked
package dev.syncer.core.broker;

import org.jspecify.annotations.NullMarked;
