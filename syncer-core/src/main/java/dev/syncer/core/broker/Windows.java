package dev.syncer.core.broker;

import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.shape.LiveWindow;
import dev.syncer.core.shape.VisibleChange;
import dev.syncer.core.spi.MemoryClaim;
import dev.syncer.core.spi.MemoryOverException;
import dev.syncer.core.spi.Store;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps the windows of shapes up to date, each shared by all who subscribe to its shape. What has
 * to be read for a window is read elsewhere, in the turn of one of its users; meanwhile commits
 * wait for this window alone, in their order, and in the lines of those who see it. All windows
 * together have a share of the memory for clients; one that does not fit ends, alone. Used on the
 * broker's thread.
 */
final class Windows {
  /** The part of the memory for clients that all windows together may have. */
  private static final int PARTS = 4;

  private final Reading reading;
  private final Store store;
  private final Registry registry;
  private final MemoryBudget memory;
  private final WindowFrames frames;
  private final WindowAbsence.Sources absences;
  private final CommitWaits waits;
  private final FallingBehind fallingBehind;
  private final Lines lines;
  private final Leaving leaving;

  Windows(
      Reading reading,
      Store store,
      Registry registry,
      MemoryBudget memory,
      WindowFrames frames,
      WindowAbsence.Sources absences,
      CommitWaits waits,
      FallingBehind fallingBehind,
      Lines lines,
      Leaving leaving) {
    this.reading = reading;
    this.store = store;
    this.registry = registry;
    this.memory = memory;
    this.frames = frames;
    this.absences = absences;
    this.waits = waits;
    this.fallingBehind = fallingBehind;
    this.lines = lines;
    this.leaving = leaving;
  }

  /** Takes a commit that may change the window of a shape; what it shows is told to it. */
  void take(ShapeSubscribers subscribers, EncodedCommit commit) {
    KeptWindow window = subscribers.window();
    if (window == null) {
      commit.saw(subscribers, List.of()); // nobody looks
    } else if (window.next().size() >= Line.MOST) {
      lost(window);
    } else {
      window.next().addLast(commit);
      goOn(window);
    }
  }

  /** Looks at the window for one who begins or goes on, and has it shown. */
  void show(WindowItem item, String cursor) {
    ShapeSubscribers subscribers = item.subscribers();
    KeptWindow window = subscribers.window();
    if (window == null) {
      KeptWindow made = new KeptWindow(subscribers, memory);
      subscribers.window(made);
      read(
          made,
          () -> LiveWindow.at(item.position(), subscribers.shape(), registry, store),
          made::live);
      window = made;
    }
    window.next().addLast(new Look(item, cursor));
    goOn(window);
  }

  private record Look(WindowItem item, String cursor) {}

  private void goOn(KeptWindow window) {
    while (!window.isAway() && !window.next().isEmpty()) {
      LiveWindow live = Objects.requireNonNull(window.live());
      Object next = window.next().removeFirst();
      if (next instanceof EncodedCommit commit) {
        Optional<List<VisibleChange>> visibleChanges = live.apply(commit.commit());
        if (visibleChanges.isPresent()) {
          commit.saw(window.subscribers(), visibleChanges.orElseThrow());
        } else {
          read(window, live::complete, read -> commit.saw(window.subscribers(), read));
        }
      } else if (next instanceof Look look) {
        look(look, live);
      }
    }
    if (!window.isAway() && window.isKept()) {
      window.count();
      if (memory.used(MemoryKind.WINDOWS) > memory.share(PARTS)) {
        failed(window, Optional.of(Ending.OVER_MEMORY));
      }
    }
  }

  /** Reads something for a window, which goes on when that is there. */
  private <T> void read(KeptWindow window, Supplier<Optional<T>> read, Consumer<T> then) {
    window.away(true);
    reading.elsewhere(
        "to read a window",
        user(window),
        () -> withinMemory(read),
        got -> {
          if (window.isKept()) {
            back(window, got, then);
          }
        },
        failure -> {
          if (window.isKept()) {
            failed(window, failure);
          }
        });
  }

  /** What is read counts at once: many windows that are read together take no more than one. */
  private <T> T withinMemory(Supplier<T> read) {
    long room = memory.share(PARTS) - memory.used(MemoryKind.WINDOWS);
    try (MemoryClaim all = MemoryClaim.on(memory, MemoryKind.WINDOWS);
        MemoryClaim claim = all.within(Math.max(0, room), bytes -> new MemoryOverException())) {
      return claim.during(read);
    }
  }

  private <T> void back(KeptWindow window, Optional<T> got, Consumer<T> then) {
    window.away(false);
    if (got.isEmpty()) {
      lost(window);
      return;
    }
    then.accept(got.orElseThrow());
    goOn(window);
    for (Subscription member : List.copyOf(window.subscribers().members())) {
      ClientConnection connection = member.connection();
      reading
          .failures()
          .closing("to go on with a window", connection, () -> lines.goOnTold(connection));
    }
  }

  /** The log does not reach back to it any more; those who look at it begin anew. */
  private void lost(KeptWindow window) {
    window.subscribers().window(null);
    fallingBehind.readAnew(window.subscribers());
  }

  private void failed(KeptWindow window, Optional<Ending> ending) {
    window.subscribers().window(null);
    leaving.end(List.copyOf(window.subscribers().members()), ending);
  }

  /** One of those who look at it; 0 if nobody does. */
  private static long user(KeptWindow window) {
    return window.subscribers().members().stream()
        .findFirst()
        .map(member -> member.connection().user().id())
        .orElse(0L);
  }

  private void look(Look look, LiveWindow live) {
    WindowItem item = look.item;
    if (!item.isWanted()) {
      // Its subscription has ended, or sees another shape: nothing waits for it any more.
      item.subscription().connection().line().advance();
      return;
    }
    List<Row> rows = item.look(live);
    if (rows == null) {
      item.subscription().connection().line().advance();
      return;
    }
    Subscription subscription = item.subscription();
    String reason = item.resetReason();
    WindowAbsence absence = item.absence();
    reading.elsewhere(
        "to show a window",
        subscription.connection().user().id(),
        () ->
            absence == null || absence.mayHaveMissedSomething(absences)
                ? frames.made(subscription, rows, reason, look.cursor)
                : new WindowFrames.Made(List.of(), item.position()),
        made ->
            // What was read may be beyond rights that this thread has not heard of.
            waits.await(
                made.position(),
                subscription.connection(),
                () -> {
                  if (item.isWanted()) {
                    item.shows(made.frames());
                    subscription.connection().line().advance();
                  }
                }),
        failure -> {
          if (item.isWanted()) {
            leaving.end(List.of(subscription), failure);
          }
        });
  }
}
