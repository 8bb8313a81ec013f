/**
 * The suites of core: what a unit of work, the broker, shapes, rights and presence do, over any
 * store. They run here over a store in memory, and in the module of each store over that one.
 */
@NullMarked
package dev.syncer.core.suite;

import org.jspecify.annotations.NullMarked;
