/**
 * Tests of model modules: {@link dev.syncer.testkit.SyncerTest} gives a test a node with the real
 * broker over a real SQLite store. {@link dev.syncer.testkit.UserDatabase} acts as a user, {@link
 * dev.syncer.testkit.Live} says what a subscriber was told, {@link dev.syncer.testkit.Fault} makes
 * something go wrong.
 */
@NullMarked
package dev.syncer.testkit;

import org.jspecify.annotations.NullMarked;
