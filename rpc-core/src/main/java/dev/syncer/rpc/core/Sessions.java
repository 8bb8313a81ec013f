package dev.syncer.rpc.core;

import dev.syncer.api.User;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is logged in. Sessions survive a restart. Safe for use by many threads; may block. */
public interface Sessions {

  /** Begins a session and answers its token, which is told to nobody else. */
  String begin(long userId);

  /** The user of a session; empty if there is no token, or its session has expired or ended. */
  Optional<User> user(@Nullable String token);

  /** Ends a session and closes its live connections; harmless if there is none. */
  void end(@Nullable String token);
}
