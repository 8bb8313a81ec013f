/** Wrong on purpose: the rules of the architecture have to catch what is here. */
@NullMarked
package dev.syncer.core.view.wrong;

import org.jspecify.annotations.NullMarked;
