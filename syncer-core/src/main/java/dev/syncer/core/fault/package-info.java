/**
 * What a developer or an operator is told when a node cannot start: {@link
 * dev.syncer.core.fault.ErrorCode} names the faults, {@link dev.syncer.core.fault.StartupException}
 * carries them, and {@link dev.syncer.core.fault.OptionCheck} tests settings. It needs no other
 * package.
 */
@NullMarked
package dev.syncer.core.fault;

import org.jspecify.annotations.NullMarked;
