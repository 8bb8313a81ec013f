package dev.syncer.transport.undertow;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The WebSockets that are open. Safe for use by many threads. */
final class OpenSockets {
  private final Set<WebSocketConnection> sockets = new HashSet<>();

  synchronized void add(WebSocketConnection socket) {
    sockets.add(socket);
  }

  synchronized void remove(WebSocketConnection socket) {
    sockets.remove(socket);
    notifyAll();
  }

  synchronized List<WebSocketConnection> all() {
    return List.copyOf(sockets);
  }

  /** Waits until none is open, or the deadline of {@code System.nanoTime()} has passed. */
  synchronized void awaitNone(Deadline deadline) {
    while (!sockets.isEmpty() && deadline.await(this)) {}
  }
}
