/**
 * Who is where on this node: {@link dev.syncer.core.presence.Presences} keeps which {@link
 * dev.syncer.core.presence.Visitor} is at which {@link dev.syncer.core.presence.Place}, and tells
 * those who are there an {@link dev.syncer.core.presence.Attendance} when it changes. Nothing of it
 * is stored.
 */
@NullMarked
package dev.syncer.core.presence;

import org.jspecify.annotations.NullMarked;
