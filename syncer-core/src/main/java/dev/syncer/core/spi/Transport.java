package dev.syncer.core.spi;

import java.net.URI;
import java.time.Duration;

/** Listens for clients and carries their messages. Started last and stopped first. */
public interface Transport {

  /**
   * Begins to listen.
   *
   * @throws dev.syncer.core.fault.StartupException if the address cannot be used
   */
  void start();

  /** Where it listens, {@code http://127.0.0.1:8080}; after {@link #start}. */
  URI address();

  /** Takes no new work, tells clients to come back, lets calls finish, and closes. */
  void stop(Duration grace);
}
