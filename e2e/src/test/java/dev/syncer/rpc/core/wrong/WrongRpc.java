package dev.syncer.rpc.core.wrong;

import dev.syncer.core.wrong.internal.Secret;
import dev.syncer.store.jdbi.JdbiStoreModule;
import io.undertow.server.HttpServerExchange;

/** What RPC must not know: a store, a server, the internals of others. */
public record WrongRpc(JdbiStoreModule store, HttpServerExchange exchange, Secret secret) {}
