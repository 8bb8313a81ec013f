package dev.syncer.rpc.core;

import java.time.Duration;

/** All open connections of {@code syncer.v1} on this node. Safe for use by many threads. */
public interface LiveSessions {

  /** A connection is open; its first message must be {@code syncer.hello}. */
  LiveSession open(LiveOutlet outlet, Caller caller);

  /** Connections that are open. */
  int count();

  /**
   * Takes no new calls, lets those that run finish, and closes every connection with 1012. Returns
   * when that is done or the time is over.
   */
  void stop(Duration grace);
}
