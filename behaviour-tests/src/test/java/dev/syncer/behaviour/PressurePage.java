package dev.syncer.behaviour;

import dev.syncer.testkit.adapters.WireClient;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A live connection that asks for signs of life, and comes back when it was sent away. */
final class PressurePage implements AutoCloseable {
  private final URI server;
  private final String token;
  private final List<String> ends = new ArrayList<>();
  private @Nullable WireClient open;

  PressurePage(URI server, String token) {
    this.server = server;
    this.token = token;
  }

  /** Whether it is answered; where it is not, it asks on another connection the next time. */
  synchronized boolean isAnswered() {
    try {
      WireClient asking = open == null ? WireClient.as(server, token) : open;
      open = asking;
      asking.result("syncer.ping", Map.of());
      return true;
    } catch (UncheckedIOException | AssertionError e) {
      if (!(e.getCause() instanceof SocketTimeoutException)) {
        ends.add(e.toString());
      }
      close();
      return false;
    }
  }

  /** How its connections ended, each time that they did. */
  synchronized List<String> ends() {
    return List.copyOf(ends);
  }

  @Override
  public synchronized void close() {
    WireClient closing = open;
    open = null;
    if (closing != null) {
      closing.close();
    }
  }
}
