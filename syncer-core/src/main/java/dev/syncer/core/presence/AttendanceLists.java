package dev.syncer.core.presence;

import dev.syncer.api.User;
import dev.syncer.core.presence.Attendance.Attendee;
import dev.syncer.core.presence.Room.Stay;
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
 * The lists of who is at a place, as each who is there is told them. A list goes out at once, and
 * the next of the same place after a rest: so many who come one after another cost a few lists and
 * not one each, and the last list always comes. Only the broker's thread uses it.
 */
final class AttendanceLists {
  /** Between two lists of one place. */
  static final Duration REST = Duration.ofMillis(200);

  private final Rights rights;
  private final Scheduler scheduler;
  private final Map<Visitor, Guest> guests;
  private final Consumer<Room> emptied;
  private final Set<Visitor> silent = new HashSet<>();

  /** What was not told because somebody does not read: the places whose list they miss. */
  private final Map<Visitor, Set<Place>> untold = new IdentityHashMap<>();

  /**
   * @param guests who is at any place, kept by its owner
   * @param emptied told of a place where nobody is after its rest
   */
  AttendanceLists(
      Rights rights, Scheduler scheduler, Map<Visitor, Guest> guests, Consumer<Room> emptied) {
    this.rights = rights;
    this.scheduler = scheduler;
    this.guests = guests;
    this.emptied = emptied;
  }

  /** Nothing was heard of a connection for long, or it is heard again; false if that is known. */
  boolean silent(Visitor visitor, boolean isSilent) {
    return isSilent ? silent.add(visitor) : silent.remove(visitor);
  }

  /** The connection is gone. */
  void gone(Visitor visitor) {
    untold.remove(visitor);
  }

  /** A visitor knows, or need not know, who is at a place. */
  void told(Visitor visitor, Place place) {
    untold.computeIfPresent(
        visitor,
        (known, missed) -> {
          missed.remove(place);
          return missed.isEmpty() ? null : missed;
        });
  }

  /** Tells the list of a place, at once or after its rest. */
  void changed(Room room) {
    if (room.isResting) {
      room.isChanged = true;
      return;
    }
    room.isResting = true;
    tell(room);
    scheduler.after(REST, () -> rested(room));
  }

  private void rested(Room room) {
    room.isResting = false;
    if (room.isChanged) {
      room.isChanged = false;
      changed(room);
    } else if (room.isEmpty()) {
      emptied.accept(room);
    }
  }

  private void tell(Room room) {
    Lists lists = new Lists(room);
    for (Visitor visitor : room.visitors()) {
      // To a silent one, a list without it would say that it is not there any more.
      Stay stay = silent.contains(visitor) ? null : room.stay(visitor);
      if (stay != null && !stay.isDoubted()) {
        Attendance attendance = lists.of(visitor);
        if (stay.isNews(attendance.users())) {
          tell(visitor, attendance);
        }
      }
    }
  }

  /** The lists of a place, one for all who may call everybody there the same. */
  private final class Lists {
    private final Room room;
    private final Map<UserNamePolicy, Attendance> made = new HashMap<>();

    Lists(Room room) {
      this.room = room;
    }

    Attendance of(Visitor reader) {
      return made.computeIfAbsent(rights.naming(reader.reader()), this::make);
    }

    /** Each user with the strongest activity of those connections that are heard. */
    private Attendance make(UserNamePolicy naming) {
      Map<Long, Attendee> list = new TreeMap<>();
      for (Visitor visitor : room.visitors()) {
        Stay stay = room.stay(visitor);
        Guest guest = guests.get(visitor);
        if (stay != null && guest != null && !silent.contains(visitor)) {
          User user = naming.of(visitor.user(), guest.record());
          Attendee one = new Attendee(user.id(), user.name(), stay.activity());
          list.merge(one.id(), one, (a, b) -> a.activity().compareTo(b.activity()) >= 0 ? a : b);
        }
      }
      return new Attendance(room.place, List.copyOf(list.values()));
    }
  }

  /** Tells a visitor who is at a place, or remembers that they miss it. */
  void tell(Visitor visitor, Attendance attendance) {
    if (visitor.isFull()) {
      untold.computeIfAbsent(visitor, any -> new LinkedHashSet<>()).add(attendance.place());
    } else {
      told(visitor, attendance.place());
      visitor.tell(attendance);
    }
  }

  /** A visitor has read what waited for it. */
  void drained(Visitor visitor, Function<Place, @Nullable Room> rooms) {
    Set<Place> missed = untold.remove(visitor);
    if (missed != null) {
      for (Place place : missed) {
        Room room = rooms.apply(place);
        Stay stay = room == null ? null : room.stay(visitor);
        if (room == null || stay == null) {
          tell(visitor, new Attendance(place, List.of()));
        } else if (!stay.isDoubted()) {
          tell(visitor, new Lists(room).of(visitor));
        } else {
          stay.forgetTold(); // it is told when that is known
        }
      }
    }
  }
}
