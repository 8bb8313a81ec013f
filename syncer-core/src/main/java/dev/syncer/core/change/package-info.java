/**
 * What happened: a {@link dev.syncer.core.change.Commit} holds the {@link
 * dev.syncer.core.change.Change}s of one transaction, and {@link dev.syncer.core.change.RecordJson}
 * writes their records for the wire and for the log.
 */
@NullMarked
package dev.syncer.core.change;

import org.jspecify.annotations.NullMarked;
