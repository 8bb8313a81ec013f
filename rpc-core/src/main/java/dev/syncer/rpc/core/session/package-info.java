/**
 * Who is logged in: {@link dev.syncer.rpc.core.session.SessionModule} binds sessions that live in
 * the database, and the routes that begin and end them.
 */
@NullMarked
package dev.syncer.rpc.core.session;

import org.jspecify.annotations.NullMarked;
