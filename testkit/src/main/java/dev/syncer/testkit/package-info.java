/**
 * Tests for those who build on Syncer. Adapters pass the contracts: {@link
 * dev.syncer.testkit.StoreContract}, {@link dev.syncer.testkit.UnitOfWorkContract} and {@link
 * dev.syncer.testkit.BrokerContract} for a store, {@link dev.syncer.testkit.TransportContract} and
 * {@link dev.syncer.testkit.KillContract} for a transport. {@link
 * dev.syncer.testkit.RecordingOutlet} and {@link dev.syncer.testkit.Replica} show what a client
 * gets; {@link dev.syncer.testkit.WireSocket} is a bare connection for what no well-behaved client
 * sends.
 */
@NullMarked
package dev.syncer.testkit;

import org.jspecify.annotations.NullMarked;
