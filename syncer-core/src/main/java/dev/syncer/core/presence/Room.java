package dev.syncer.core.presence;

import dev.syncer.core.presence.Attendance.Attendee;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A place where somebody is. Only the thread of {@link Presences} changes it. */
final class Room {
  final Place place;
  private final Map<Visitor, Stay> stays = new LinkedHashMap<>();

  /** All users here, for whoever asks whether there is room. */
  private volatile Set<Long> users = Set.of();

  /** Whether the next list has to wait, and whether there is something to tell then. */
  boolean isResting;

  boolean isChanged;

  /** That a visitor is here. */
  static final class Stay {
    private Activity activity;

    /** Up to this position everything is known to allow it. */
    private long since;

    /** The list that was told last; null if the next one has to be told, whatever it is. */
    private @Nullable List<Attendee> told;

    /**
     * Whether it is being looked up if the visitor may still be here: then they are told nothing.
     */
    private boolean isDoubted;

    private Stay(Activity activity, long since) {
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
    boolean isNews(List<Attendee> list) {
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

  /** Null if the visitor is not here. */
  @Nullable Stay stay(Visitor visitor) {
    return stays.get(visitor);
  }

  void enter(Visitor visitor, Activity activity, long since) {
    stays.put(visitor, new Stay(activity, since));
    count();
  }

  void leave(Visitor visitor) {
    stays.remove(visitor);
    count();
  }

  private void count() {
    users =
        stays.keySet().stream()
            .map(visitor -> visitor.user().id())
            .collect(Collectors.toUnmodifiableSet());
  }
}
