/**
 * What a node holds in memory for its clients, counted in bytes. {@link
 * dev.syncer.core.memory.MemoryBudget} counts and bounds, {@link dev.syncer.core.memory.MemoryUse}
 * tells, {@link dev.syncer.core.memory.Footprint} estimates.
 */
@NullMarked
package dev.syncer.core.memory;

import org.jspecify.annotations.NullMarked;
