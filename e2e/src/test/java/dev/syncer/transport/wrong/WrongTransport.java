package dev.syncer.transport.wrong;

import dev.syncer.store.jdbi.JdbiStoreModule;
import java.sql.Connection;

/** What a transport must not know: where records are kept. */
public record WrongTransport(JdbiStoreModule store, Connection connection) {}
