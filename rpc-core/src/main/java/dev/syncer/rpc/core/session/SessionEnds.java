package dev.syncer.rpc.core.session;

import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells who follows when a session was ended on this node. Safe for use by many threads. */
public final class SessionEnds {
  private final List<Consumer<String>> followers = new CopyOnWriteArrayList<>();

  @Inject
  SessionEnds() {}

  /**
   * From now on calls the follower with the token of each session that was ended, after that is
   * committed, on the thread that ended it.
   */
  public void follow(Consumer<String> follower) {
    followers.add(follower);
  }

  void ended(String token) {
    followers.forEach(follower -> follower.accept(token));
  }
}
