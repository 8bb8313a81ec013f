/**
 * Who may do what: the one engine that reads, writes, searches, subscriptions and delivery ask.
 * {@link dev.syncer.core.rights.Rights} knows what the modules declared, a {@link
 * dev.syncer.core.rights.Principal} is somebody with what decides their rights, and a {@link
 * dev.syncer.core.rights.Scope} is what they may do with one model.
 */
@NullMarked
package dev.syncer.core.rights;

import org.jspecify.annotations.NullMarked;
