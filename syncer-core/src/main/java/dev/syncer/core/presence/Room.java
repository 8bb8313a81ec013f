package dev.syncer.core.presence;

import dev.syncer.core.presence.Attendance.Attendee;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A place where somebody is. Only the thread of {@link Presences} changes it. */
final class Room {
  /**
   * That a visitor is here.
   *
   * @param since the position of the state in which the right to be here was looked up last
   */
  private record Stay(Activity activity, long since) {}

  final Place place;
  private final Map<Visitor, Stay> stays = new LinkedHashMap<>();

  /** Those who came since the list was told last: they get it, whether it changed or not. */
  private final Set<Visitor> newcomers = new LinkedHashSet<>();

  private List<Attendee> told = List.of();

  /** All users here, for whoever asks whether there is room. */
  private volatile Set<Long> users = Set.of();

  /** Whether the next list has to wait, and whether there is something to tell then. */
  boolean isResting;

  boolean isChanged;

  Room(Place place) {
    this.place = place;
  }

  boolean hasRoomFor(long user, int most) {
    Set<Long> known = users;
    return known.size() < most || known.contains(user);
  }

  boolean isEmpty() {
    return stays.isEmpty();
  }

  List<Visitor> visitors() {
    return new ArrayList<>(stays.keySet());
  }

  boolean holds(Visitor visitor) {
    return stays.containsKey(visitor);
  }

  /** Everything up to this position is known to allow the visitor to be here. */
  long since(Visitor visitor) {
    Stay stay = stays.get(visitor);
    return stay == null ? Long.MAX_VALUE : stay.since;
  }

  void enter(Visitor visitor, Activity activity, long since) {
    stays.put(visitor, new Stay(activity, since));
    newcomers.add(visitor);
    count();
  }

  void allowed(Visitor visitor, long since) {
    stays.computeIfPresent(visitor, (known, stay) -> new Stay(stay.activity, since));
  }

  void leave(Visitor visitor) {
    stays.remove(visitor);
    newcomers.remove(visitor);
    count();
  }

  /** One that was silent is heard again, and may have missed something. */
  void welcome(Visitor visitor) {
    if (holds(visitor)) {
      newcomers.add(visitor);
    }
  }

  private void count() {
    users =
        stays.keySet().stream()
            .map(visitor -> visitor.user().id())
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Who is here; each user with the strongest activity of those connections that are heard. */
  List<Attendee> list(Set<Visitor> silent) {
    Map<Long, Attendee> list = new TreeMap<>();
    stays.forEach(
        (visitor, stay) -> {
          if (!silent.contains(visitor)) {
            Attendee one = new Attendee(visitor.user().id(), visitor.user().name(), stay.activity);
            list.merge(one.id(), one, (a, b) -> a.activity().compareTo(b.activity()) >= 0 ? a : b);
          }
        });
    return List.copyOf(list.values());
  }

  /** Those who have to hear of a list, which is the one that was told last from now on. */
  List<Visitor> toTell(List<Attendee> list) {
    List<Visitor> all = list.equals(told) ? new ArrayList<>(newcomers) : visitors();
    told = list;
    newcomers.clear();
    return all;
  }
}
