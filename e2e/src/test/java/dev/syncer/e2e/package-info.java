/**
 * Tests of the whole: the arrows between the modules, the board as it is packed, its page in a real
 * browser, and what the README promises. {@link dev.syncer.e2e.RunningBoard} is the server in a
 * process of its own, {@link dev.syncer.e2e.RpcClient} and {@link dev.syncer.e2e.BoardPage} talk to
 * it.
 */
@NullMarked
package dev.syncer.e2e;

import org.jspecify.annotations.NullMarked;
