package dev.syncer.core.presence;

import java.util.List;
import java.util.Objects;

/**
 * The members of a topic.
 *
 * @param topic where
 * @param members each once, ascending by id; none tells the receiver that they have left
 */
public record MemberList(Topic topic, List<Member> members) {
  public MemberList {
    Objects.requireNonNull(topic, "topic");
    members = List.copyOf(members);
  }

  /**
   * A user who has joined, with all connections together.
   *
   * @param id the user
   * @param name what people call them
   * @param activity the strongest of their connections
   */
  public record Member(long id, String name, Activity activity) {
    public Member {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(activity, "activity");
    }
  }
}
