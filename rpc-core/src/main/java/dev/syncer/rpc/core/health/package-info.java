/**
 * The health of a node: {@link dev.syncer.rpc.core.health.HealthModule} binds what asks its writer,
 * its readers and its broker.
 */
@NullMarked
package dev.syncer.rpc.core.health;

import org.jspecify.annotations.NullMarked;
