package dev.syncer.core.presence;

import dev.syncer.api.User;
import dev.syncer.core.rights.Principal;

/** One connection that can join topics. Methods do not block; equal is who is the same. */
public interface Participant {

  /** Whose it is, as they are called now. */
  User user();

  /** What decides the user's rights now. */
  Principal principal();

  /** The topics that its client wants it to join. */
  JoinedTopics joined();

  /** Whether nothing more may be told until it has read what waits for it. */
  boolean isFull();

  /** Tells the members of a topic. */
  void tell(MemberList list);
}
