/**
 * What threads of a node have in common: {@link dev.syncer.core.thread.DaemonThreads} makes them,
 * {@link dev.syncer.core.thread.InFlight} waits until nothing runs any more. It knows no other
 * room.
 */
@NullMarked
package dev.syncer.core.thread;

import org.jspecify.annotations.NullMarked;
