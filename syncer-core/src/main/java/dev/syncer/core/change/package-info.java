/**
 * What happened: a {@link dev.syncer.core.change.Commit} holds the {@link
 * dev.syncer.core.change.Change}s of one transaction; a {@link dev.syncer.core.change.Cursors}
 * names its place in the change log, from which {@link dev.syncer.core.change.Retention} takes the
 * oldest.
 */
@NullMarked
package dev.syncer.core.change;

import org.jspecify.annotations.NullMarked;
