package dev.syncer.rpc.core;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All open connections of {@code syncer.v1} on this node. Safe for use by many threads. */
public interface LiveSessions {

  /** A connection is open; its first message must be {@code syncer.hello}. */
  LiveSession open(LiveOutlet outlet, Caller caller);

  /**
   * Opens a stream of events that ends when either side ends it. Returns at once.
   *
   * @param query the parameters of the request, decoded, each with its values in order
   * @param lastPlace where the client was; wins over the query; null for nowhere
   */
  LiveStream events(
      EventOutlet outlet,
      Caller caller,
      Map<String, List<String>> query,
      @Nullable String lastPlace);

  /**
   * Opens a stream that ends by itself, as soon as there was something to send, or after {@link
   * Limits#pollTime}. Returns at once.
   *
   * @param body a JSON-RPC request with its subscriptions
   */
  LiveStream poll(EventOutlet outlet, Caller caller, byte[] body);

  /**
   * Answers a poll of the original family, as soon as there is something to answer, or after {@link
   * Limits#pollTime}. Returns at once.
   *
   * @param body a JSON-RPC request with its channels
   * @param answer gets the answer, once, unless the stream is {@link LiveStream#closed} before
   */
  LiveStream poll(byte[] body, Caller caller, Consumer<PollAnswer> answer);

  /** Connections that are open, of every kind. */
  int count();

  /**
   * Takes no new calls, lets those that run finish, and closes every connection with 1012. Returns
   * when that is done or the time is over.
   */
  void stop(Duration grace);
}
