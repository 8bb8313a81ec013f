/**
 * Every model's methods over RPC: {@link dev.syncer.rpc.core.dataset.DatasetModule} brings the
 * route {@code call_kw}, {@link dev.syncer.rpc.core.dataset.Domain} reads filters from the wire.
 */
@NullMarked
package dev.syncer.rpc.core.dataset;

import org.jspecify.annotations.NullMarked;
