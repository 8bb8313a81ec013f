package dev.syncer.rpc.core;

import dev.syncer.api.User;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of the users who are logged in. They survive a restart. Safe for use by many
 * threads; may block.
 */
public interface Sessions {

  /**
   * A session as it is now.
   *
   * @param user whose it is
   * @param expiresAt from when on it is none any more
   */
  record Session(User user, Instant expiresAt) {
    public Session {
      Objects.requireNonNull(user, "user");
      Objects.requireNonNull(expiresAt, "expiresAt");
    }
  }

  /** Begins a session and answers its token, which is told to nobody else. */
  String begin(long userId);

  /**
   * The session of a token; empty if there is no token, or its session has expired or ended, or its
   * user is none any more.
   */
  Optional<Session> session(@Nullable String token);

  /** The user of a session; empty where there is no {@link #session}. */
  default Optional<User> user(@Nullable String token) {
    return session(token).map(Session::user);
  }

  /** Ends a session and closes its live connections; harmless if there is none. */
  void end(@Nullable String token);
}
