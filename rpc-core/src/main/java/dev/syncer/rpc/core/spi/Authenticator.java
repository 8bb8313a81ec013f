package dev.syncer.rpc.core.spi;

import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides who somebody is that calls {@code /web/session/authenticate}. Bind one with Guice;
 * without it nobody can log in. Called by many threads; may block.
 */
@FunctionalInterface
public interface Authenticator {

  /**
   * The id of the record in the model of users, or empty if the credentials are wrong.
   *
   * @param params the params of the call, unchecked
   */
  OptionalLong authenticate(Map<String, @Nullable Object> params);
}
