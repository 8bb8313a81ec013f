/**
 * The live protocol over a connection that stays open: {@link dev.syncer.rpc.core.live.LiveModule}
 * binds it. A session takes messages in order, runs {@code syncer.*} methods one after the other
 * and calls to routes beside each other.
 */
@NullMarked
package dev.syncer.rpc.core.live;

import org.jspecify.annotations.NullMarked;
