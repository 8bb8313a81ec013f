package dev.syncer.core.presence;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.presence.PlaceRights.Found;
import dev.syncer.core.presence.Room.Stay;
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
 * Who is where on this node. What it costs to come, to go, and to change a record grows with those
 * who are at that place, and with nobody else.
 *
 * <p>The right to be somewhere is that to read: the channel, or the record. It is looked up in the
 * database when somebody comes and when their rights change; from then on each commit says whether
 * it still holds. So that no commit is judged twice, or by a state before the one that was looked
 * at, each stay remembers the position up to which it is known to be allowed.
 *
 * <p>{@link #look} and {@link #hasRoom} are for any thread, all else is for one: the broker's.
 */
public final class Presences {
  private final PlaceRights rights;
  private final AttendanceLists lists;
  private final int mostUsers;
  private final Elsewhere elsewhere;
  private final Map<Place, Room> rooms = new ConcurrentHashMap<>();
  private final Map<Visitor, Guest> guests = new IdentityHashMap<>();
  private final List<Arrival> arrivals = new ArrayList<>();

  /**
   * What a look into the database showed.
   *
   * @param position the position of the state that was looked at
   * @param user the record of the visitor's user, whole; null where there is none
   */
  public record Look(long position, @Nullable Row user) {}

  /**
   * @param mostUsers who may be at one place
   */
  public Presences(
      Registry registry,
      Rights rights,
      Store store,
      int mostUsers,
      Scheduler scheduler,
      Elsewhere elsewhere) {
    this.rights = new PlaceRights(registry, rights, store);
    this.lists = new AttendanceLists(rights, scheduler, guests, this::emptied);
    this.mostUsers = mostUsers;
    this.elsewhere = elsewhere;
  }

  /**
   * Looks up whether a visitor may be at a place. Reads the database.
   *
   * @throws MissingException if it is a record that is not there, or that they may not read
   */
  public Look look(Visitor visitor, Place place) {
    Found found = rights.find(visitor, List.of(place));
    if (found.readable().isEmpty()) {
      throw RecordReader.missing(place.model(), place.record());
    }
    return found.look();
  }

  /** Whether one more of this user's connections fits to a place. */
  public boolean hasRoom(Place place, long user) {
    Room room = rooms.get(place);
    return room == null || room.hasRoomFor(user, mostUsers);
  }

  /**
   * Lets a visitor come to a place, as its {@link Visits} say, unless they do not any more.
   *
   * @param look that allowed it
   * @param position up to which commits were handed to {@link #committed}
   */
  public void enter(Visitor visitor, Place place, Look look, long position) {
    if (visitor.visits().at(place).isEmpty()) {
      return;
    }
    Arrival arrival = new Arrival(visitor, place);
    arrivals.add(arrival);
    if (look.position < position) {
      // What was committed between the look and now was not judged for this visitor.
      lookAgain(arrival);
    } else {
      arrival.looked(look, true);
      letIn(place);
    }
  }

  private void lookAgain(Arrival arrival) {
    arrival.outdated(false);
    arrival.looked(null, false);
    Visitor visitor = arrival.visitor();
    Place place = arrival.place();
    elsewhere.read(
        visitor,
        () -> rights.find(visitor, List.of(place)),
        found -> {
          if (arrivals.contains(arrival)) {
            arrival.looked(found.look(), found.readable().contains(place));
            letIn(place);
          }
        });
  }

  /** In the order in which they came: there may not be room for all. */
  private void letIn(Place place) {
    for (Arrival next : List.copyOf(arrivals)) {
      if (!next.place().equals(place)) {
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
      arrivals.remove(next);
      comeIn(next.visitor(), place, next.isAllowed(look) ? look : null, next.knownAt(look));
    }
  }

  /**
   * @param look null if they may not
   * @param since up to which position it is known that they may
   */
  private void comeIn(Visitor visitor, Place place, @Nullable Look look, long since) {
    Activity activity = visitor.visits().at(place).orElse(null);
    if (activity == null) {
      return;
    }
    if (look == null || !hasRoom(place, visitor.user().id())) {
      visitor.visits().leave(place);
      lists.tell(visitor, new Attendance(place, List.of()));
      return;
    }
    Room room = rooms.computeIfAbsent(place, Room::new);
    room.enter(visitor, activity, since);
    Guest guest = guests.computeIfAbsent(visitor, any -> new Guest());
    guest.places().add(place);
    guest.looked(look);
    lists.changed(room);
  }

  /** Lets a visitor go from a place, unless their {@link Visits} say by now that they stay. */
  public void leave(Visitor visitor, Place place) {
    if (visitor.visits().at(place).isEmpty()) {
      go(visitor, place);
    }
  }

  private void go(Visitor visitor, Place place) {
    Room room = rooms.get(place);
    if (room != null && room.stay(visitor) != null) {
      room.leave(visitor);
      lists.changed(room);
    }
    Guest guest = guests.get(visitor);
    if (guest != null) {
      guest.places().remove(place);
      if (guest.places().isEmpty()) {
        guests.remove(visitor);
      }
    }
    lists.told(visitor, place);
  }

  private Set<Place> places(Visitor visitor) {
    Guest guest = guests.get(visitor);
    return guest == null ? Set.of() : Set.copyOf(guest.places());
  }

  /** Tells a visitor that they are not at a place any more. */
  private void turnOut(Visitor visitor, Place place) {
    visitor.visits().leave(place);
    go(visitor, place);
    lists.tell(visitor, new Attendance(place, List.of()));
  }

  /** The connection is gone. */
  public void gone(Visitor visitor) {
    lists.silent(visitor, false);
    for (Arrival arrival : List.copyOf(arrivals)) {
      if (arrival.visitor().equals(visitor)) {
        arrivals.remove(arrival);
        letIn(arrival.place());
      }
    }
    places(visitor).forEach(place -> go(visitor, place));
    lists.gone(visitor);
  }

  /** Nothing was heard of a connection for long, or it is heard again. */
  public void silent(Visitor visitor, boolean isSilent) {
    if (!lists.silent(visitor, isSilent)) {
      return;
    }
    for (Place place : places(visitor)) {
      Room room = rooms.get(place);
      Stay stay = room == null ? null : room.stay(visitor);
      if (room != null && stay != null) {
        stay.forgetTold(); // it may have missed something
        lists.changed(room);
      }
    }
  }

  /**
   * The record of a visitor's user has changed, and with it rights or a name. Until it has been
   * looked up where they may still be, they are told nothing of those places.
   */
  public void review(Visitor visitor) {
    for (Arrival arrival : arrivals) {
      if (arrival.visitor().equals(visitor)) {
        arrival.outdated(true);
      }
    }
    Guest guest = guests.get(visitor);
    if (guest == null) {
      return;
    }
    Set<Place> places = places(visitor);
    stays(visitor, places).forEach(stay -> stay.doubted(true));
    long review = guest.review();
    elsewhere.read(
        visitor,
        () -> rights.find(visitor, places),
        found -> {
          if (guests.get(visitor) == guest && guest.isLast(review)) {
            reviewed(visitor, guest, found);
          }
        });
  }

  private void reviewed(Visitor visitor, Guest guest, Found found) {
    guest.looked(found.look());
    for (Place place : places(visitor)) {
      Room room = rooms.get(place);
      Stay stay = room == null ? null : room.stay(visitor);
      if (stay == null || room == null || !stay.isDoubted()) {
        continue; // it came there since, by the rights of now
      }
      stay.doubted(false);
      if (found.readable().contains(place)) {
        stay.since(found.look().position);
        lists.changed(room);
      } else {
        turnOut(visitor, place);
      }
    }
  }

  private List<Stay> stays(Visitor visitor, Set<Place> places) {
    List<Stay> stays = new ArrayList<>();
    for (Place place : places) {
      Room room = rooms.get(place);
      Stay stay = room == null ? null : room.stay(visitor);
      if (stay != null) {
        stays.add(stay);
      }
    }
    return stays;
  }

  /** A commit, in the order of the log. */
  public void committed(Commit commit) {
    if (rooms.isEmpty() && arrivals.isEmpty()) {
      return;
    }
    for (Change change : commit.changes()) {
      for (Arrival arrival : arrivals) {
        Place place = arrival.place();
        if (place.model() == change.model() && place.record() == change.record().id()) {
          arrival.judged(commit.position(), rights.isReadable(arrival.visitor(), change));
        }
      }
      Room room = rooms.get(new Place(change.model(), change.record().id()));
      if (room != null) {
        judge(room, change, commit.position());
      }
    }
  }

  private void judge(Room room, Change change, long position) {
    for (Visitor visitor : room.visitors()) {
      Stay stay = room.stay(visitor);
      if (stay != null && stay.since() < position && !rights.isReadable(visitor, change)) {
        turnOut(visitor, room.place);
      }
    }
  }

  /** Nobody is there any more, and nobody waits for the next list. */
  private void emptied(Room room) {
    rooms.remove(room.place, room);
  }

  /** A visitor has read what waited for it. */
  public void drained(Visitor visitor) {
    lists.drained(visitor, rooms::get);
  }
}
