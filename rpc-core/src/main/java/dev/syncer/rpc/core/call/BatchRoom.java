package dev.syncer.rpc.core.call;

import dev.syncer.core.spi.MemoryClaim;
import dev.syncer.rpc.ValidationException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that the answers to one batch have together: as many as one answer alone. A small
 * answer always fits, since each request has a share that the others leave to it; what does not fit
 * is answered with an error. The bytes are counted until this is closed. Safe for use by many
 * threads.
 */
public final class BatchRoom implements AutoCloseable {
  private static final long LARGEST_SHARE = 4 * 1024;

  /** They are held twice while they are put together. */
  private static final int TIMES = 2;

  private final Answers answers;
  private final MemoryClaim claim;
  private final long most;
  private final long share;
  private long left;
  private int unanswered;

  BatchRoom(Answers answers, MemoryClaim claim, long most, int requests) {
    this.answers = answers;
    this.claim = claim;
    this.most = most;
    this.share = Math.min(LARGEST_SHARE, most / requests);
    this.left = most;
    this.unanswered = requests;
  }

  /** The answer to the next request that has one. */
  public synchronized byte[] answer(@Nullable Object id, Outcome outcome) {
    unanswered--;
    long fits = left - unanswered * share;
    byte[] answer = fitting(id, outcome, fits);
    left -= answer.length;
    return answer;
  }

  private byte[] fitting(@Nullable Object id, Outcome outcome, long fits) {
    byte[] answer =
        outcome.failure() == null
            ? answers.success(id, outcome.result(), fits, this::tooLarge)
            : answers.failure(id, outcome.failure());
    if (answer.length > Math.max(fits, share)) {
      answer = answers.failure(id, tooLarge());
    }
    try {
      claim.take((long) TIMES * answer.length);
      return answer;
    } catch (RuntimeException e) {
      return answers.failure(id, e);
    }
  }

  private ValidationException tooLarge() {
    return new ValidationException(
        "The answers to this batch would together have more than "
            + most
            + " bytes. What this request changed stays. Send it alone or in a smaller batch, or ask"
            + " for less, with limit and offset or with fields.",
        Map.of("rule", "answer_limit", "limit", most));
  }

  /** The answers are handed over. */
  @Override
  public void close() {
    claim.close();
  }
}
