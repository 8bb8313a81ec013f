package dev.syncer.core.presence;

import dev.syncer.api.Operation;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.presence.Attendance.Attendee;
import dev.syncer.core.rights.Reader;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import dev.syncer.core.work.RecordReader;
import dev.syncer.rpc.MissingException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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

  private final Rights rights;
  private final Store store;
  private final int mostUsers;
  private final Later later;
  private final Map<Place, Room> rooms = new ConcurrentHashMap<>();
  private final Map<Visitor, Set<Place>> places = new IdentityHashMap<>();
  private final Set<Visitor> silent = new HashSet<>();

  /** What was not told because somebody does not read: the places whose list they miss. */
  private final Map<Visitor, Set<Place>> untold = new IdentityHashMap<>();

  /**
   * @param mostUsers who may be at one place
   */
  public Presences(Rights rights, Store store, int mostUsers, Later later) {
    this.rights = rights;
    this.store = store;
    this.mostUsers = mostUsers;
    this.later = later;
  }

  /**
   * Looks up whether a reader may be at a place. Reads the database.
   *
   * @return the position of the state that says so
   * @throws MissingException if it is a record that is not there, or that they may not read
   */
  public long look(Reader reader, Place place) {
    return allowed(reader, place)
        .orElseThrow(() -> RecordReader.missing(place.model(), place.record()));
  }

  /** Whether one more of this user's connections fits to a place. */
  public boolean hasRoom(Place place, long user) {
    Room room = rooms.get(place);
    return room == null || room.hasRoomFor(user, mostUsers);
  }

  private Optional<Long> allowed(Reader reader, Place place) {
    return store.read(
        transaction ->
            readable(transaction, reader, place.model(), List.of(place)).isEmpty()
                ? Optional.empty()
                : Optional.of(transaction.head()));
  }

  /** Those of some places of one model where a reader may be. */
  private Set<Place> readable(
      ReadTransaction transaction, Reader reader, Model model, Collection<Place> asked) {
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
          .search(model, condition, List.of(), ids.size(), 0)
          .forEach(row -> readable.add(new Place(model, row.id())));
    }
    return readable;
  }

  /**
   * Lets a visitor come to a place, as its {@link Visits} say, unless they do not any more.
   *
   * @param lookedAt the position of the state in which it was allowed
   * @param position up to which commits were handed to {@link #committed}
   */
  public void enter(Visitor visitor, Place place, long lookedAt, long position) {
    Activity activity = visitor.visits().at(place).orElse(null);
    if (activity == null) {
      return;
    }
    // What was committed between the look and now was not judged for this visitor.
    Optional<Long> since =
        lookedAt < position ? allowed(visitor.reader(), place) : Optional.of(lookedAt);
    if (since.isEmpty() || !hasRoom(place, visitor.user().id())) {
      visitor.visits().leave(place);
      tell(visitor, new Attendance(place, List.of()));
      return;
    }
    Room room = rooms.computeIfAbsent(place, Room::new);
    room.enter(visitor, activity, since.orElseThrow());
    places.computeIfAbsent(visitor, any -> new LinkedHashSet<>()).add(place);
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
    if (room != null && room.holds(visitor)) {
      room.leave(visitor);
      changed(room);
    }
    remove(places, visitor, place);
    remove(untold, visitor, place);
  }

  private static void remove(Map<Visitor, Set<Place>> all, Visitor visitor, Place place) {
    all.computeIfPresent(
        visitor,
        (known, of) -> {
          of.remove(place);
          return of.isEmpty() ? null : of;
        });
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
    List.copyOf(places.getOrDefault(visitor, Set.of())).forEach(place -> go(visitor, place));
    untold.remove(visitor);
  }

  /** Nothing was heard of a connection for long, or it is heard again. */
  public void silent(Visitor visitor, boolean isSilent) {
    boolean isNews = isSilent ? silent.add(visitor) : silent.remove(visitor);
    if (!isNews) {
      return;
    }
    for (Place place : places.getOrDefault(visitor, Set.of())) {
      Room room = rooms.get(place);
      if (room != null) {
        room.welcome(visitor);
        changed(room);
      }
    }
  }

  /** The rights of a visitor, or their name, have changed. Reads the database. */
  public void review(Visitor visitor) {
    Set<Place> of = places.getOrDefault(visitor, Set.of());
    if (of.isEmpty()) {
      return;
    }
    Map<Model, Set<Place>> byModel = new LinkedHashMap<>();
    of.forEach(
        place -> byModel.computeIfAbsent(place.model(), m -> new LinkedHashSet<>()).add(place));
    Set<Place> readable = new HashSet<>();
    long at =
        store.read(
            transaction -> {
              byModel.forEach(
                  (model, asked) ->
                      readable.addAll(readable(transaction, visitor.reader(), model, asked)));
              return transaction.head();
            });
    for (Place place : List.copyOf(of)) {
      Room room = rooms.get(place);
      if (!readable.contains(place)) {
        turnOut(visitor, place);
      } else if (room != null) {
        room.allowed(visitor, at);
        changed(room);
      }
    }
  }

  /** A commit, in the order of the log. */
  public void committed(Commit commit) {
    if (rooms.isEmpty()) {
      return;
    }
    for (Change change : commit.changes()) {
      Room room = rooms.get(new Place(change.model(), change.record().id()));
      if (room != null) {
        judge(room, change, commit.position());
      }
    }
  }

  private void judge(Room room, Change change, long position) {
    for (Visitor visitor : room.visitors()) {
      if (room.since(visitor) < position && !isReadable(visitor, change)) {
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
    later.after(REST, () -> rested(room));
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
    List<Attendee> list = room.list(silent);
    Attendance attendance = new Attendance(room.place, list);
    for (Visitor visitor : room.toTell(list)) {
      // To a silent one, a list without it would say that it is not there any more.
      if (!silent.contains(visitor)) {
        tell(visitor, attendance);
      }
    }
  }

  private void tell(Visitor visitor, Attendance attendance) {
    if (visitor.isFull()) {
      untold.computeIfAbsent(visitor, any -> new LinkedHashSet<>()).add(attendance.place());
    } else {
      remove(untold, visitor, attendance.place());
      visitor.tell(attendance);
    }
  }

  /** A visitor has read what waited for it. */
  public void drained(Visitor visitor) {
    Set<Place> missed = untold.remove(visitor);
    if (missed != null) {
      for (Place place : missed) {
        Room room = rooms.get(place);
        List<Attendee> list = room != null && room.holds(visitor) ? room.list(silent) : List.of();
        tell(visitor, new Attendance(place, list));
      }
    }
  }
}
