package dev.syncer.rpc.core;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a poll of the original family.
 *
 * @param response what to send; its cursor is the one up to which it goes
 * @param resetReason why the answer may leave something out, as in a reset; null if it does not
 */
public record PollAnswer(RpcResponse response, @Nullable String resetReason) {
  public PollAnswer {
    Objects.requireNonNull(response, "response");
  }
}
