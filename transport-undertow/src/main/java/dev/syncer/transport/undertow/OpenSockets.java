package dev.syncer.transport.undertow;

import dev.syncer.core.thread.InFlight;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The WebSockets that are open. Safe for use by many threads. */
final class OpenSockets {
  private final InFlight open;
  private final Set<WebSocketConnection> sockets = new HashSet<>();

  OpenSockets(InFlight open) {
    this.open = open;
  }

  synchronized void add(WebSocketConnection socket) {
    if (sockets.add(socket)) {
      open.enter();
    }
  }

  synchronized void remove(WebSocketConnection socket) {
    if (sockets.remove(socket)) {
      open.leave();
    }
  }

  synchronized List<WebSocketConnection> all() {
    return List.copyOf(sockets);
  }

  /** Waits until none is open, or the time is over. */
  void awaitNone(Duration time) {
    open.awaitNone(time);
  }
}
