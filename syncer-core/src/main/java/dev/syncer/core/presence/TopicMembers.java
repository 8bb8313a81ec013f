package dev.syncer.core.presence;

import dev.syncer.core.presence.MemberList.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A topic with its members. Only the thread of {@link PresenceTracker} changes it. */
final class TopicMembers {
  final Topic topic;
  private final Map<Participant, Membership> memberships = new LinkedHashMap<>();

  /** All users here, for whoever asks whether there is space. */
  private volatile Set<Long> users = Set.of();

  /** Whether the next list has to wait, and whether there is something to tell then. */
  boolean isResting;

  boolean isChanged;

  /** That a participant has joined the topic. */
  static final class Membership {
    private Activity activity;

    /** Up to this position everything is known to allow it. */
    private long since;

    /** The list that was told last; null if the next one has to be told, whatever it is. */
    private @Nullable List<Member> told;

    /**
     * Whether it is being looked up if the participant may still be here: then they are told
     * nothing.
     */
    private boolean isDoubted;

    private Membership(Activity activity, long since) {
      this.activity = activity;
      this.since = since;
    }

    Activity activity() {
      return activity;
    }

    long since() {
      return since;
    }

    void since(long position) {
      since = Math.max(since, position);
    }

    /** Whether a list is news, which it is not any more from now on. */
    boolean isNews(List<Member> list) {
      boolean isNews = !list.equals(told);
      told = list;
      return isNews;
    }

    boolean isDoubted() {
      return isDoubted;
    }

    void doubted(boolean isSo) {
      isDoubted = isSo;
    }

    void forgetTold() {
      told = null;
    }
  }

  TopicMembers(Topic topic) {
    this.topic = topic;
  }

  boolean hasSpaceFor(long user, int most) {
    Set<Long> known = users;
    return known.size() < most || known.contains(user);
  }

  boolean isEmpty() {
    return memberships.isEmpty();
  }

  List<Participant> participants() {
    return new ArrayList<>(memberships.keySet());
  }

  /** Null if the participant is no member. */
  @Nullable Membership membership(Participant participant) {
    return memberships.get(participant);
  }

  void join(Participant participant, Activity activity, long since) {
    memberships.put(participant, new Membership(activity, since));
    count();
  }

  void leave(Participant participant) {
    memberships.remove(participant);
    count();
  }

  private void count() {
    users =
        memberships.keySet().stream()
            .map(participant -> participant.user().id())
            .collect(Collectors.toUnmodifiableSet());
  }
}
