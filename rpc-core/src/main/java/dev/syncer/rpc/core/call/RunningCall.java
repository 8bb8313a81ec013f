package dev.syncer.rpc.core.call;

import dev.syncer.core.spi.Current;
import dev.syncer.core.spi.Deadline;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.TimeOverException;
import dev.syncer.core.spi.WorkOwner;
import dev.syncer.rpc.RpcException;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way: it waits for its turn, has a thread, and may be answered later than its thread
 * is done. When its time is over it is stopped, and the answer says what became of it.
 */
final class RunningCall {
  /** How long a call that was told to stop has for it, until its caller hears that it goes on. */
  static final Duration GRACE = Duration.ofSeconds(1);

  private enum Stage {
    WAITS,
    HAS_THREAD,
    HAS_LEFT
  }

  final CompletableFuture<Outcome> answer = new CompletableFuture<>();
  private final Duration time;
  private final Deadline deadline;
  private Stage stage = Stage.WAITS;

  /**
   * @param time that it has, from now
   */
  RunningCall(Duration time) {
    this.time = time;
    this.deadline = Deadline.after(time);
  }

  /**
   * Does its work on this thread, which is interrupted if the time is over before the end.
   *
   * @param lane the connections that it reads on
   * @param owner whose share of them it takes
   */
  @SuppressWarnings("try") // they are closed, and nothing else
  void run(ReadLane lane, WorkOwner owner, Runnable work) {
    if (!begins()) {
      return;
    }
    try (Current time = deadline.makeCurrent();
        Current reads = lane.makeCurrent();
        Current share = owner.makeCurrent()) {
      work.run();
    } finally {
      leaves();
    }
  }

  private synchronized boolean begins() {
    if (answer.isDone()) {
      return false;
    }
    stage = Stage.HAS_THREAD;
    return true;
  }

  private synchronized void leaves() {
    stage = Stage.HAS_LEFT;
  }

  /**
   * The time is over.
   *
   * @return whether it has been told to stop, and will answer by itself if it does
   */
  boolean timeIsOver() {
    Stage now;
    synchronized (this) {
      now = stage;
      if (now == Stage.WAITS) {
        answer.complete(timeOver("while it waited for others. Nothing was written."));
      }
    }
    deadline.cancel();
    if (now == Stage.HAS_LEFT) {
      isGoingOn();
    }
    return now == Stage.HAS_THREAD;
  }

  /** It has not stopped. */
  void isGoingOn() {
    answer.complete(
        timeOver("and could not be stopped. It may still come to its end, and take effect."));
  }

  /**
   * What a failure is to the caller: that of work which was stopped says so, and whether something
   * was committed before.
   *
   * @param position that of the last commit of the call
   * @return null if the failure has nothing to do with the time
   */
  @Nullable RpcFault stopped(Throwable failure, OptionalLong position) {
    boolean isOwnWord = failure instanceof RpcException || failure instanceof RpcFault;
    boolean isStopped = failure instanceof TimeOverException || (deadline.isOver() && !isOwnWord);
    return isStopped
        ? fault(
            position.isPresent()
                ? "and was stopped. What it had committed before stays."
                : "and was stopped. Nothing was written.")
        : null;
  }

  private Outcome timeOver(String end) {
    return Outcome.failed(fault(end));
  }

  private RpcFault fault(String end) {
    String words = time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    return new RpcFault(Kind.TIME_OVER, "the call took longer than " + words + " " + end);
  }
}
