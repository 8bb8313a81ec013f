/**
 * The models of the board, in a jar of their own that knows nothing but {@code syncer-api}: {@link
 * dev.syncer.examples.board.model.BoardModule} declares them, {@link
 * dev.syncer.examples.board.model.Task} and its neighbours hold their fields.
 */
@NullMarked
package dev.syncer.examples.board.model;

import org.jspecify.annotations.NullMarked;
