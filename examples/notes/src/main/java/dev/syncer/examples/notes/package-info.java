/**
 * The code of the guide: {@link dev.syncer.examples.notes.NotesModule} declares a model, {@link
 * dev.syncer.examples.notes.NotesApplication} is an application around it.
 */
@NullMarked
package dev.syncer.examples.notes;

import org.jspecify.annotations.NullMarked;
