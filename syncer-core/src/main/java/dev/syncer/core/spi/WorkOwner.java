package dev.syncer.core.spi;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose work a thread does. A store shares its connections between owners, so that the slow reads
 * of some never take those that others need.
 *
 * @param key equal for work of the same owner: a user, or an address where there is none
 */
public record WorkOwner(Object key) {
  /** Of work that belongs to nobody: that of the node itself. */
  public static final WorkOwner NONE = new WorkOwner("");

  private static final Ambient<WorkOwner> CURRENT = new Ambient<>(NONE);

  /** That of the work that this thread does; {@link #NONE} if nobody set one. */
  public static WorkOwner current() {
    return CURRENT.current();
  }

  /** Makes this the owner of the work that the calling thread does. */
  public Current makeCurrent() {
    return CURRENT.makeCurrent(this);
  }

  /** Does work that belongs to this owner, on the calling thread. */
  public <T extends @Nullable Object> T during(Supplier<T> work) {
    return CURRENT.during(this, work);
  }

  @Override
  public String toString() {
    // An address is nobody's business.
    return "WorkOwner";
  }
}
