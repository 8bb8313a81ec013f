/** What tests of this module share with those of other modules: whole nodes. */
@NullMarked
package dev.syncer.transport.undertow.suite;

import org.jspecify.annotations.NullMarked;
