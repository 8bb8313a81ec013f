/**
 * HTTP and WebSocket on Undertow. {@link dev.syncer.transport.undertow.UndertowModule} binds the
 * transport, {@link dev.syncer.transport.undertow.HttpOptions} says where it listens and what it
 * lets in. Undertow parses HTTP and makes the handshake; on an upgraded connection the frames are
 * read and written here.
 */
@NullMarked
package dev.syncer.transport.undertow;

import org.jspecify.annotations.NullMarked;
