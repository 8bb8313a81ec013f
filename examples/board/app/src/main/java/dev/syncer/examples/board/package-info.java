/**
 * A task board that is live in every open page. {@link dev.syncer.examples.board.BoardApplication}
 * starts it; the models are in a jar of their own.
 */
@NullMarked
package dev.syncer.examples.board;

import org.jspecify.annotations.NullMarked;
