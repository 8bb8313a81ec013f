/**
 * Reading: a {@link dev.syncer.core.view.RecordView} is one state of the database as one principal
 * may see it. {@link dev.syncer.core.view.Derived} makes the values that follow from others, {@link
 * dev.syncer.core.view.Traversal} follows relations, {@link dev.syncer.core.view.Guard} asks for
 * rights. Writing stands on top of it in {@code dev.syncer.core.work}; who only reads knows no more
 * than this.
 */
@NullMarked
package dev.syncer.core.view;

import org.jspecify.annotations.NullMarked;
