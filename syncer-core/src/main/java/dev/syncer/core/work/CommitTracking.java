package dev.syncer.core.work;

import com.google.inject.Inject;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells the position of the last commit that a call made, so that its answer can carry the cursor.
 * The call begins and ends on one thread, and its units of work are begun by that thread.
 */
public final class CommitTracking {
  private final ThreadLocal<@Nullable Long> last = new ThreadLocal<>();

  @Inject
  public CommitTracking() {}

  /** A call begins on this thread. */
  public void begin() {
    last.remove();
  }

  void committed(long position) {
    last.set(position);
  }

  /**
   * The call ends: the position of the last commit since {@link #begin}, empty if there is none.
   */
  public OptionalLong end() {
    Long position = last.get();
    last.remove();
    return position == null ? OptionalLong.empty() : OptionalLong.of(position);
  }
}
