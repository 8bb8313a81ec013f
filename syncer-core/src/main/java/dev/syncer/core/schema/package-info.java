/**
 * Models that change between two starts: {@link dev.syncer.core.schema.SchemaUpdate} finds what is
 * new, makes the values of derived columns, and marks the place in the log from which each model
 * looks as it does.
 */
@NullMarked
package dev.syncer.core.schema;

import org.jspecify.annotations.NullMarked;
