package dev.syncer.testkit.adapters;

import java.util.List;

/**
 * One way to see what happens on a server: a client that knows nothing but the wire. The same tests
 * run over each of {@link #all}.
 */
public interface WireTransport {

  /** WebSocket, server-sent events, long poll. */
  static List<WireTransport> all() {
    return List.of(new WebSocketFeeds(), new EventFeeds(), new PollFeeds());
  }

  /**
   * Opens a connection, subscribes, and waits for the answers.
   *
   * @throws WireRefusal if the server refuses
   */
  WireFeed open(WireOrder order);
}
