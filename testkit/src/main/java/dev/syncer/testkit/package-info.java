/**
 * Tests for those who build on the framework: {@link dev.syncer.testkit.StoreContract} is the suite
 * that a store passes before it is one.
 */
@NullMarked
package dev.syncer.testkit;

import org.jspecify.annotations.NullMarked;
