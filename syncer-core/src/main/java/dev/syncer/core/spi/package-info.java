/**
 * What an adapter implements: a {@link dev.syncer.core.spi.Store} keeps records and the change log.
 */
@NullMarked
package dev.syncer.core.spi;

import org.jspecify.annotations.NullMarked;
