package dev.syncer.core.presence;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.presence.TopicMembers.Membership;
import dev.syncer.core.presence.TopicRights.Found;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.spi.Store;
import dev.syncer.core.view.RecordReader;
import dev.syncer.rpc.MissingException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who has joined which topic on this node. What it costs to join, to leave, and to change a record
 * grows with those who are members of that topic, and with nobody else.
 *
 * <p>The right to be a member is that to read: the channel, or the record. It is looked up in the
 * database when somebody joins and when their rights change; from then on each commit says whether
 * it still holds. So that no commit is judged twice, or by a state before the one that was looked
 * at, each membership remembers the position up to which it is known to be allowed.
 *
 * <p>{@link #look} and {@link #hasSpace} are for any thread, all else is for one: the broker's.
 */
public final class PresenceTracker {
  private final TopicRights rights;
  private final MemberLists lists;
  private final int mostUsers;
  private final BackgroundReads reads;
  private final Map<Topic, TopicMembers> byTopic = new ConcurrentHashMap<>();
  private final Map<Participant, ParticipantState> states = new IdentityHashMap<>();
  private final List<PendingJoin> pending = new ArrayList<>();

  /**
   * What a look into the database showed.
   *
   * @param position the position of the state that was looked at
   * @param user the record of the participant's user, whole; null where there is none
   */
  public record Look(long position, @Nullable Row user) {}

  /**
   * @param mostUsers who may be members of one topic
   */
  public PresenceTracker(
      Registry registry,
      Rights rights,
      Store store,
      int mostUsers,
      Scheduler scheduler,
      BackgroundReads reads) {
    this.rights = new TopicRights(registry, rights, store);
    this.lists = new MemberLists(rights, scheduler, states, this::emptied);
    this.mostUsers = mostUsers;
    this.reads = reads;
  }

  /**
   * Looks up whether a participant may join a topic. Reads the database.
   *
   * @throws MissingException if it is a record that is not there, or that they may not read
   */
  public Look look(Participant participant, Topic topic) {
    Found found = rights.find(participant, List.of(topic));
    if (found.readable().isEmpty()) {
      throw RecordReader.missing(topic.model(), topic.record());
    }
    return found.look();
  }

  /** Whether a topic has space for one more of this user's connections. */
  public boolean hasSpace(Topic topic, long user) {
    TopicMembers members = byTopic.get(topic);
    return members == null || members.hasSpaceFor(user, mostUsers);
  }

  /**
   * Lets a participant join a topic, as its {@link JoinedTopics} say, unless they do not any more.
   *
   * @param look that allowed it
   * @param position up to which commits were handed to {@link #committed}
   */
  public void join(Participant participant, Topic topic, Look look, long position) {
    if (participant.joined().at(topic).isEmpty()) {
      return;
    }
    PendingJoin join = new PendingJoin(participant, topic);
    pending.add(join);
    if (look.position < position) {
      // What was committed between the look and now was not judged for this participant.
      lookAgain(join);
    } else {
      join.looked(look, true);
      admitPending(topic);
    }
  }

  private void lookAgain(PendingJoin join) {
    join.outdated(false);
    join.looked(null, false);
    Participant participant = join.participant();
    Topic topic = join.topic();
    reads.read(
        participant,
        () -> rights.find(participant, List.of(topic)),
        found -> {
          if (pending.contains(join)) {
            join.looked(found.look(), found.readable().contains(topic));
            admitPending(topic);
          }
        });
  }

  /** In the order in which they came: there may not be space for all. */
  private void admitPending(Topic topic) {
    for (PendingJoin next : List.copyOf(pending)) {
      if (!next.topic().equals(topic)) {
        continue;
      }
      Look look = next.look();
      if (look == null) {
        return;
      }
      if (next.isOutdated()) {
        lookAgain(next);
        return;
      }
      pending.remove(next);
      admit(next.participant(), topic, next.isAllowed(look) ? look : null, next.knownAt(look));
    }
  }

  /**
   * @param look null if they may not
   * @param since up to which position it is known that they may
   */
  private void admit(Participant participant, Topic topic, @Nullable Look look, long since) {
    Activity activity = participant.joined().at(topic).orElse(null);
    if (activity == null) {
      return;
    }
    if (look == null || !hasSpace(topic, participant.user().id())) {
      participant.joined().leave(topic);
      lists.tell(participant, new MemberList(topic, List.of()));
      return;
    }
    TopicMembers members = byTopic.computeIfAbsent(topic, TopicMembers::new);
    members.join(participant, activity, since);
    ParticipantState state = states.computeIfAbsent(participant, any -> new ParticipantState());
    state.topics().add(topic);
    state.looked(look);
    lists.changed(members);
  }

  /**
   * Lets a participant leave a topic, unless their {@link JoinedTopics} say by now that they stay.
   */
  public void leave(Participant participant, Topic topic) {
    if (participant.joined().at(topic).isEmpty()) {
      remove(participant, topic);
    }
  }

  private void remove(Participant participant, Topic topic) {
    TopicMembers members = byTopic.get(topic);
    if (members != null && members.membership(participant) != null) {
      members.leave(participant);
      lists.changed(members);
    }
    ParticipantState state = states.get(participant);
    if (state != null) {
      state.topics().remove(topic);
      if (state.topics().isEmpty()) {
        states.remove(participant);
      }
    }
    lists.told(participant, topic);
  }

  private Set<Topic> topics(Participant participant) {
    ParticipantState state = states.get(participant);
    return state == null ? Set.of() : Set.copyOf(state.topics());
  }

  /** Takes a participant out of a topic, and tells them so. */
  private void evict(Participant participant, Topic topic) {
    participant.joined().leave(topic);
    remove(participant, topic);
    lists.tell(participant, new MemberList(topic, List.of()));
  }

  /** The connection is gone. */
  public void gone(Participant participant) {
    lists.silent(participant, false);
    for (PendingJoin join : List.copyOf(pending)) {
      if (join.participant().equals(participant)) {
        pending.remove(join);
        admitPending(join.topic());
      }
    }
    topics(participant).forEach(topic -> remove(participant, topic));
    lists.gone(participant);
  }

  /** Nothing was heard of a connection for long, or it is heard again. */
  public void silent(Participant participant, boolean isSilent) {
    if (!lists.silent(participant, isSilent)) {
      return;
    }
    for (Topic topic : topics(participant)) {
      TopicMembers members = byTopic.get(topic);
      Membership membership = members == null ? null : members.membership(participant);
      if (members != null && membership != null) {
        membership.forgetTold(); // it may have missed something
        lists.changed(members);
      }
    }
  }

  /**
   * The record of a participant's user has changed, and with it rights or a name. Until it has been
   * looked up where they may still be, they are told nothing of those topics.
   */
  public void review(Participant participant) {
    for (PendingJoin join : pending) {
      if (join.participant().equals(participant)) {
        join.outdated(true);
      }
    }
    ParticipantState state = states.get(participant);
    if (state == null) {
      return;
    }
    Set<Topic> topics = topics(participant);
    memberships(participant, topics).forEach(membership -> membership.doubted(true));
    long review = state.review();
    reads.read(
        participant,
        () -> rights.find(participant, topics),
        found -> {
          if (states.get(participant) == state && state.isLast(review)) {
            reviewed(participant, state, found);
          }
        });
  }

  private void reviewed(Participant participant, ParticipantState state, Found found) {
    state.looked(found.look());
    for (Topic topic : topics(participant)) {
      TopicMembers members = byTopic.get(topic);
      Membership membership = members == null ? null : members.membership(participant);
      if (membership == null || members == null || !membership.isDoubted()) {
        continue; // it joined since, by the rights of now
      }
      membership.doubted(false);
      if (found.readable().contains(topic)) {
        membership.since(found.look().position);
        lists.changed(members);
      } else {
        evict(participant, topic);
      }
    }
  }

  private List<Membership> memberships(Participant participant, Set<Topic> topics) {
    List<Membership> memberships = new ArrayList<>();
    for (Topic topic : topics) {
      TopicMembers members = byTopic.get(topic);
      Membership membership = members == null ? null : members.membership(participant);
      if (membership != null) {
        memberships.add(membership);
      }
    }
    return memberships;
  }

  /** A commit, in the order of the log. */
  public void committed(Commit commit) {
    if (byTopic.isEmpty() && pending.isEmpty()) {
      return;
    }
    for (Change change : commit.changes()) {
      for (PendingJoin join : pending) {
        Topic topic = join.topic();
        if (topic.model() == change.model() && topic.record() == change.record().id()) {
          join.judged(commit.position(), rights.isReadable(join.participant(), change));
        }
      }
      TopicMembers members = byTopic.get(new Topic(change.model(), change.record().id()));
      if (members != null) {
        judge(members, change, commit.position());
      }
    }
  }

  private void judge(TopicMembers members, Change change, long position) {
    for (Participant participant : members.participants()) {
      Membership membership = members.membership(participant);
      if (membership != null
          && membership.since() < position
          && !rights.isReadable(participant, change)) {
        evict(participant, members.topic);
      }
    }
  }

  /** Nobody is a member any more, and nobody waits for the next list. */
  private void emptied(TopicMembers members) {
    byTopic.remove(members.topic, members);
  }

  /** A participant has read what waited for it. */
  public void drained(Participant participant) {
    lists.drained(participant, byTopic::get);
  }
}
