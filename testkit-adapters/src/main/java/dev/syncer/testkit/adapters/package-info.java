/**
 * What an adapter passes: {@link dev.syncer.testkit.adapters.StoreContract} is for a store, {@link
 * dev.syncer.testkit.adapters.TransportContract}, {@link
 * dev.syncer.testkit.adapters.LiveTransportContract}, {@link
 * dev.syncer.testkit.adapters.LiveTransportMessages} and {@link
 * dev.syncer.testkit.adapters.LiveTransportDoors} for a transport. {@link
 * dev.syncer.testkit.adapters.WireSocket} is a bare connection for what no well-behaved client
 * sends.
 */
@NullMarked
package dev.syncer.testkit.adapters;

import org.jspecify.annotations.NullMarked;
