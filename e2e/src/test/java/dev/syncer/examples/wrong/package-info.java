/** Wrong on purpose: the rules of the architecture have to catch what is here. */
@NullMarked
package dev.syncer.examples.wrong;

import org.jspecify.annotations.NullMarked;
