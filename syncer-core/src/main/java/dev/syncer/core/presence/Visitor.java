package dev.syncer.core.presence;

import dev.syncer.api.User;
import dev.syncer.core.rights.Principal;

/** One connection that can be at places. Methods do not block; equal is who is the same. */
public interface Visitor {

  /** Whose it is, as they are called now. */
  User user();

  /** What decides the user's rights now. */
  Principal reader();

  /** The places where its client wants it to be. */
  Visits visits();

  /** Whether nothing more may be told until it has read what waits for it. */
  boolean isFull();

  /** Tells who is at a place. */
  void tell(Attendance attendance);
}
