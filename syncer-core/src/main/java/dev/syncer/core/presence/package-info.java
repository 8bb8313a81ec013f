/**
 * Who has joined what on this node: {@link dev.syncer.core.presence.PresenceTracker} keeps which
 * {@link dev.syncer.core.presence.Participant} is a member of which {@link
 * dev.syncer.core.presence.Topic}, and tells its members a {@link
 * dev.syncer.core.presence.MemberList} when it changes. Nothing of it is stored.
 */
@NullMarked
package dev.syncer.core.presence;

import org.jspecify.annotations.NullMarked;
