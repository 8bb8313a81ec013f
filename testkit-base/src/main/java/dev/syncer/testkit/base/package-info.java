/**
 * What all the kits share and no part of a server is needed for: {@link
 * dev.syncer.testkit.base.MovableClock}, {@link dev.syncer.testkit.base.Replica}, which is what a
 * client holds that trusts the server, and {@link dev.syncer.testkit.base.TestModule}, the models
 * of the contracts.
 */
@NullMarked
package dev.syncer.testkit.base;

import org.jspecify.annotations.NullMarked;
