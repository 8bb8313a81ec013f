package dev.syncer.core.presence;

import dev.syncer.api.Operation;
import dev.syncer.api.User;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.presence.Attendance.Attendee;
import dev.syncer.core.presence.Room.Stay;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.rights.UserNamePolicy;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Search;
import dev.syncer.core.spi.Store;
import dev.syncer.core.view.RecordReader;
import dev.syncer.rpc.MissingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
 * <p>A list goes out at once, and the next of the same place after a rest: so many who come one
 * after another cost a few lists and not one each, and the last list always comes.
 *
 * <p>{@link #look} and {@link #hasRoom} are for any thread, all else is for one: the broker's.
 */
public final class Presences {
  /** Between two lists of one place. */
  static final Duration REST = Duration.ofMillis(200);

  private final Registry registry;
  private final Rights rights;
  private final Store store;
  private final int mostUsers;
  private final Scheduler scheduler;
  private final Elsewhere elsewhere;
  private final Map<Place, Room> rooms = new ConcurrentHashMap<>();
  private final Map<Visitor, Guest> guests = new IdentityHashMap<>();
  private final Set<Visitor> silent = new HashSet<>();
  private final List<Arrival> arrivals = new ArrayList<>();

  /** What was not told because somebody does not read: the places whose list they miss. */
  private final Map<Visitor, Set<Place>> untold = new IdentityHashMap<>();

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
    this.registry = registry;
    this.rights = rights;
    this.store = store;
    this.mostUsers = mostUsers;
    this.scheduler = scheduler;
    this.elsewhere = elsewhere;
  }

  /**
   * Looks up whether a visitor may be at a place. Reads the database.
   *
   * @throws MissingException if it is a record that is not there, or that they may not read
   */
  public Look look(Visitor visitor, Place place) {
    Found found = find(visitor, List.of(place));
    if (found.readable.isEmpty()) {
      throw RecordReader.missing(place.model(), place.record());
    }
    return found.look;
  }

  /** Whether one more of this user's connections fits to a place. */
  public boolean hasRoom(Place place, long user) {
    Room room = rooms.get(place);
    return room == null || room.hasRoomFor(user, mostUsers);
  }

  /** Where a visitor may be among some places, in one state. */
  private record Found(Look look, Set<Place> readable) {}

  private Found find(Visitor visitor, Collection<Place> places) {
    Principal reader = visitor.reader();
    Map<Model, Set<Place>> byModel = new LinkedHashMap<>();
    places.forEach(
        place -> byModel.computeIfAbsent(place.model(), m -> new LinkedHashSet<>()).add(place));
    return store.read(
        transaction -> {
          Set<Place> readable = new HashSet<>();
          byModel.forEach(
              (model, asked) -> readable.addAll(readable(transaction, reader, model, asked)));
          return new Found(looked(transaction, visitor), readable);
        });
  }

  private Look looked(ReadTransaction transaction, Visitor visitor) {
    return new Look(
        transaction.head(), RecordReader.user(registry, transaction, visitor.user()).orElse(null));
  }

  /** Those of some places of one model where a reader may be. */
  private Set<Place> readable(
      ReadTransaction transaction, Principal reader, Model model, Collection<Place> asked) {
    Set<Place> readable = new HashSet<>();
    Condition reach = rights.scope(reader, model).reach(Operation.READ).orElse(null);
    if (reach == null) {
      return readable;
    }
    Set<Object> ids = new LinkedHashSet<>();
    for (Place place : asked) {
      if (place.isChannel()) {
        readable.add(place);
      } else {
        ids.add(place.record());
      }
    }
    if (!ids.isEmpty()) {
      ModelField id = model.fields().get(0);
      Condition condition =
          Conditions.normal(new Condition.All(List.of(new Condition.In(id, ids), reach)));
      transaction
          .search(model, Search.of(condition).fields(Set.of()))
          .rows()
          .forEach(row -> readable.add(new Place(model, row.id())));
    }
    return readable;
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
        () -> find(visitor, List.of(place)),
        found -> {
          if (arrivals.contains(arrival)) {
            arrival.looked(found.look, found.readable.contains(place));
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
      tell(visitor, new Attendance(place, List.of()));
      return;
    }
    Room room = rooms.computeIfAbsent(place, Room::new);
    room.enter(visitor, activity, since);
    Guest guest = guests.computeIfAbsent(visitor, any -> new Guest());
    guest.places().add(place);
    guest.looked(look);
    changed(room);
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
      changed(room);
    }
    Guest guest = guests.get(visitor);
    if (guest != null) {
      guest.places().remove(place);
      if (guest.places().isEmpty()) {
        guests.remove(visitor);
      }
    }
    told(visitor, place);
  }

  /** A visitor knows, or need not know, who is at a place. */
  private void told(Visitor visitor, Place place) {
    untold.computeIfPresent(
        visitor,
        (known, missed) -> {
          missed.remove(place);
          return missed.isEmpty() ? null : missed;
        });
  }

  private Set<Place> places(Visitor visitor) {
    Guest guest = guests.get(visitor);
    return guest == null ? Set.of() : Set.copyOf(guest.places());
  }

  /** Tells a visitor that they are not at a place any more. */
  private void turnOut(Visitor visitor, Place place) {
    visitor.visits().leave(place);
    go(visitor, place);
    tell(visitor, new Attendance(place, List.of()));
  }

  /** The connection is gone. */
  public void gone(Visitor visitor) {
    silent.remove(visitor);
    for (Arrival arrival : List.copyOf(arrivals)) {
      if (arrival.visitor().equals(visitor)) {
        arrivals.remove(arrival);
        letIn(arrival.place());
      }
    }
    places(visitor).forEach(place -> go(visitor, place));
    untold.remove(visitor);
  }

  /** Nothing was heard of a connection for long, or it is heard again. */
  public void silent(Visitor visitor, boolean isSilent) {
    boolean isNews = isSilent ? silent.add(visitor) : silent.remove(visitor);
    if (!isNews) {
      return;
    }
    for (Place place : places(visitor)) {
      Room room = rooms.get(place);
      Stay stay = room == null ? null : room.stay(visitor);
      if (room != null && stay != null) {
        stay.forgetTold(); // it may have missed something
        changed(room);
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
        () -> find(visitor, places),
        found -> {
          if (guests.get(visitor) == guest && guest.isLast(review)) {
            reviewed(visitor, guest, found);
          }
        });
  }

  private void reviewed(Visitor visitor, Guest guest, Found found) {
    guest.looked(found.look);
    for (Place place : places(visitor)) {
      Room room = rooms.get(place);
      Stay stay = room == null ? null : room.stay(visitor);
      if (stay == null || room == null || !stay.isDoubted()) {
        continue; // it came there since, by the rights of now
      }
      stay.doubted(false);
      if (found.readable.contains(place)) {
        stay.since(found.look.position);
        changed(room);
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
          arrival.judged(commit.position(), isReadable(arrival.visitor(), change));
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
      if (stay != null && stay.since() < position && !isReadable(visitor, change)) {
        turnOut(visitor, room.place);
      }
    }
  }

  private boolean isReadable(Visitor visitor, Change change) {
    return change.kind() != ChangeKind.UNLINK
        && rights
            .scope(visitor.reader(), change.model())
            .reach(Operation.READ)
            .filter(reach -> reach.matches(change.record()))
            .isPresent();
  }

  /** Tells the list of a place, at once or after its rest. */
  private void changed(Room room) {
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
      rooms.remove(room.place, room);
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

  private void tell(Visitor visitor, Attendance attendance) {
    if (visitor.isFull()) {
      untold.computeIfAbsent(visitor, any -> new LinkedHashSet<>()).add(attendance.place());
    } else {
      told(visitor, attendance.place());
      visitor.tell(attendance);
    }
  }

  /** A visitor has read what waited for it. */
  public void drained(Visitor visitor) {
    Set<Place> missed = untold.remove(visitor);
    if (missed != null) {
      for (Place place : missed) {
        Room room = rooms.get(place);
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
