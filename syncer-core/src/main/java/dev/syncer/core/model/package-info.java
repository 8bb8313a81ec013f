/**
 * What the modules declared, checked and put together: the {@link dev.syncer.core.model.Registry}
 * of {@link dev.syncer.core.model.Model}s, the {@link dev.syncer.core.model.Row}s that hold their
 * records, and {@link dev.syncer.core.model.Condition}s over them.
 */
@NullMarked
package dev.syncer.core.model;

import org.jspecify.annotations.NullMarked;
