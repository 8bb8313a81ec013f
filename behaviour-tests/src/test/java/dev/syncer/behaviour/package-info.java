/**
 * Whole nodes over sockets, under what breaks others: kills, pressure, races, random histories, a
 * small heap. None of it is published.
 */
@NullMarked
package dev.syncer.behaviour;

import org.jspecify.annotations.NullMarked;
