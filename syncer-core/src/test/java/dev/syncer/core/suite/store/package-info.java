/**
 * A store in memory, so that core is tested without any adapter. It keeps the promises of {@link
 * dev.syncer.core.spi.Store}, which its contract says over it as over every other; nothing is kept
 * when the process ends.
 */
@NullMarked
package dev.syncer.core.suite.store;

import org.jspecify.annotations.NullMarked;
