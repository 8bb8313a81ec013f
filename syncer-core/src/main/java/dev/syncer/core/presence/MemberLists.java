package dev.syncer.core.presence;

import dev.syncer.api.User;
import dev.syncer.core.presence.MemberList.Member;
import dev.syncer.core.presence.TopicMembers.Membership;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.rights.UserNamePolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The lists of the members of each topic, as each member is told them. A list goes out at once, and
 * the next of the same topic after a rest: so many who join one after another cost a few lists and
 * not one each, and the last list always comes. Only the broker's thread uses it.
 */
final class MemberLists {
  /** Between two lists of one topic. */
  static final Duration REST = Duration.ofMillis(200);

  private final Rights rights;
  private final Scheduler scheduler;
  private final Map<Participant, ParticipantState> states;
  private final Consumer<TopicMembers> emptied;
  private final Set<Participant> silent = new HashSet<>();

  /** What was not told because somebody does not read: the topics whose list they miss. */
  private final Map<Participant, Set<Topic>> untold = new IdentityHashMap<>();

  /**
   * @param states of those who are members of any topic, kept by its owner
   * @param emptied told of a topic without members after its rest
   */
  MemberLists(
      Rights rights,
      Scheduler scheduler,
      Map<Participant, ParticipantState> states,
      Consumer<TopicMembers> emptied) {
    this.rights = rights;
    this.scheduler = scheduler;
    this.states = states;
    this.emptied = emptied;
  }

  /** Nothing was heard of a connection for long, or it is heard again; false if that is known. */
  boolean silent(Participant participant, boolean isSilent) {
    return isSilent ? silent.add(participant) : silent.remove(participant);
  }

  /** The connection is gone. */
  void gone(Participant participant) {
    untold.remove(participant);
  }

  /** A participant knows, or need not know, the members of a topic. */
  void told(Participant participant, Topic topic) {
    untold.computeIfPresent(
        participant,
        (known, missed) -> {
          missed.remove(topic);
          return missed.isEmpty() ? null : missed;
        });
  }

  /** Tells the list of a topic, at once or after its rest. */
  void changed(TopicMembers members) {
    if (members.isResting) {
      members.isChanged = true;
      return;
    }
    members.isResting = true;
    tell(members);
    scheduler.after(REST, () -> rested(members));
  }

  private void rested(TopicMembers members) {
    members.isResting = false;
    if (members.isChanged) {
      members.isChanged = false;
      changed(members);
    } else if (members.isEmpty()) {
      emptied.accept(members);
    }
  }

  private void tell(TopicMembers members) {
    Lists lists = new Lists(members);
    for (Participant participant : members.participants()) {
      // To a silent one, a list without it would say that it is not there any more.
      Membership membership = silent.contains(participant) ? null : members.membership(participant);
      if (membership != null && !membership.isDoubted()) {
        MemberList list = lists.of(participant);
        if (membership.isNews(list.members())) {
          tell(participant, list);
        }
      }
    }
  }

  /** The lists of a topic, one for all who may call its members the same. */
  private final class Lists {
    private final TopicMembers members;
    private final Map<UserNamePolicy, MemberList> made = new HashMap<>();

    Lists(TopicMembers members) {
      this.members = members;
    }

    MemberList of(Participant participant) {
      return made.computeIfAbsent(rights.naming(participant.principal()), this::make);
    }

    /** Each user with the strongest activity of those connections that are heard. */
    private MemberList make(UserNamePolicy naming) {
      Map<Long, Member> list = new TreeMap<>();
      for (Participant participant : members.participants()) {
        Membership membership = members.membership(participant);
        ParticipantState state = states.get(participant);
        if (membership != null && state != null && !silent.contains(participant)) {
          User user = naming.of(participant.user(), state.record());
          Member one = new Member(user.id(), user.name(), membership.activity());
          list.merge(one.id(), one, (a, b) -> a.activity().compareTo(b.activity()) >= 0 ? a : b);
        }
      }
      return new MemberList(members.topic, List.copyOf(list.values()));
    }
  }

  /** Tells a participant the members of a topic, or remembers that they miss it. */
  void tell(Participant participant, MemberList list) {
    if (participant.isFull()) {
      untold.computeIfAbsent(participant, any -> new LinkedHashSet<>()).add(list.topic());
    } else {
      told(participant, list.topic());
      participant.tell(list);
    }
  }

  /** A participant has read what waited for it. */
  void drained(Participant participant, Function<Topic, @Nullable TopicMembers> byTopic) {
    Set<Topic> missed = untold.remove(participant);
    if (missed != null) {
      for (Topic topic : missed) {
        TopicMembers members = byTopic.apply(topic);
        Membership membership = members == null ? null : members.membership(participant);
        if (members == null || membership == null) {
          tell(participant, new MemberList(topic, List.of()));
        } else if (!membership.isDoubted()) {
          tell(participant, new Lists(members).of(participant));
        } else {
          membership.forgetTold(); // it is told when that is known
        }
      }
    }
  }
}
