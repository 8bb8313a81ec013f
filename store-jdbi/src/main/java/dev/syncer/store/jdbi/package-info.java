/**
 * The store on SQLite, through Jdbi. An application installs {@link
 * dev.syncer.store.jdbi.JdbiStoreModule} with {@link dev.syncer.store.jdbi.SqliteOptions}; the rest
 * is reached only through {@link dev.syncer.core.spi.Store}. Inside, the {@code Writer} is the one
 * thread that writes, {@code Readers} holds the connections that read, and {@code Schema} makes the
 * tables what the models say.
 */
@NullMarked
package dev.syncer.store.jdbi;

import org.jspecify.annotations.NullMarked;
