/**
 * What subscriptions see. A {@link dev.syncer.core.shape.Shape} is a model, a condition, fields and
 * perhaps a window; a {@link dev.syncer.core.shape.VisibleChange} is how one change looks through
 * it. {@link dev.syncer.core.shape.Shapes} makes shapes of what somebody asks for and what they may
 * see. {@link dev.syncer.core.shape.Notifications} encodes a change as its subscribers get it.
 */
@NullMarked
package dev.syncer.core.shape;

import org.jspecify.annotations.NullMarked;
