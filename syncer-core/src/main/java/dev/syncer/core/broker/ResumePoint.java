package dev.syncer.core.broker;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription begins.
 *
 * @param position everything up to here is not sent
 * @param state what comes before the tail
 * @param resetReason why it begins anew; null unless it is a reset
 */
record ResumePoint(long position, SubscribeAnswer.State state, @Nullable String resetReason) {

  boolean needsSnapshot() {
    return state == SubscribeAnswer.State.SNAPSHOT || state == SubscribeAnswer.State.RESET;
  }

  /**
   * The log when the request came, read where one may read.
   *
   * @param oldest the first position that it holds
   * @param head the last one
   */
  record Log(long oldest, long head) {
    /** For requests without a cursor. */
    static final Log NOT_ASKED = new Log(0, 0);

    /** For requests of a callback on the broker's thread, which reads nothing: a pass finds out. */
    static final Log UNKNOWN = new Log(0, Long.MAX_VALUE);
  }

  /**
   * @param head what the broker has handed out
   */
  static ResumePoint of(
      SubscribeRequest request, History history, long head, RecentCommits recent, Log log) {
    if (request.cursor() == null) {
      return new ResumePoint(
          head,
          request.snapshot() ? SubscribeAnswer.State.SNAPSHOT : SubscribeAnswer.State.LIVE,
          null);
    }
    OptionalLong given = history.position(request.cursor());
    if (given.isEmpty()) {
      return reset(head, "epoch");
    }
    long position = given.getAsLong();
    // The broker hears of a commit after its caller may have its cursor: ahead is ahead of the log.
    if (position > head && position > log.head()) {
      return reset(head, "ahead");
    }
    if (position < head && recent.after(position) == null && position + 1 < log.oldest()) {
      return reset(head, "retention");
    }
    if (position < history.schemaSince(request.shape().model())) {
      return reset(head, "schema");
    }
    return new ResumePoint(position, SubscribeAnswer.State.RESUMED, null);
  }

  private static ResumePoint reset(long head, String reason) {
    return new ResumePoint(head, SubscribeAnswer.State.RESET, reason);
  }
}
