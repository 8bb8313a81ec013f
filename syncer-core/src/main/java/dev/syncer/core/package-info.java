/**
 * What an application calls: {@link dev.syncer.core.Syncer} is the running whole, {@link
 * dev.syncer.core.SyncerModule} its Guice wiring, {@link dev.syncer.core.SyncerOptions} its
 * settings.
 */
@NullMarked
package dev.syncer.core;

import org.jspecify.annotations.NullMarked;
