/**
 * JSON-RPC over any transport: {@link dev.syncer.rpc.core.RpcEndpoint} answers requests, {@link
 * dev.syncer.rpc.core.LiveSessions} speak the live protocol over a connection that stays open,
 * {@link dev.syncer.rpc.core.Sessions} know who is logged in.
 */
@NullMarked
package dev.syncer.rpc.core;

import org.jspecify.annotations.NullMarked;
