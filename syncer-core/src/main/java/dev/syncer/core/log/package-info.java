/**
 * The change log: {@link dev.syncer.core.log.ChangeLog} answers where it begins and ends, {@link
 * dev.syncer.core.log.CommitCodec} is the text of its commits, {@link dev.syncer.core.log.Cursors}
 * name places in it for clients, and {@link dev.syncer.core.log.Retention} takes out its oldest.
 */
@NullMarked
package dev.syncer.core.log;

import org.jspecify.annotations.NullMarked;
