package dev.syncer.behaviour;

import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.group;

import dev.syncer.api.Database;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.Query;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.rpc.Route;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What puts a node under pressure: routes that hold what others need, a field and a hook that throw
 * an {@code Error}, and records with long texts.
 */
final class PressureModule implements ModelModule {
  static final String TRAP = "pressure.trap";
  static final String TEXT = "pressure.text";

  /** Reads and waits until it is let go. */
  static final String READ = "/pressure/read";

  /** Writes and waits until it is let go. */
  static final String WRITE = "/pressure/write";

  /** Writes more at once than the database keeps in memory until the commit. */
  static final String FLOOD = "/pressure/flood";

  /** Writes and throws. */
  static final String THROW = "/pressure/throw";

  /** Of a trap with this name the field {@code boom} cannot be computed, once it was stored. */
  static final String FIELD_ERROR = "the field throws";

  /** With this name no trap can be created. */
  static final String HOOK_ERROR = "the hook throws";

  @Override
  public void define(Models models) {
    models
        .model(TRAP)
        .fields(
            text("name"),
            integer("boom").computed(List.of("name"), in -> boom(String.valueOf(in.get("name")))))
        .beforeCreate(
            (unit, values) -> {
              if (HOOK_ERROR.equals(values.asMap().get("name"))) {
                throw new AssertionError("on purpose");
              }
              return values;
            })
        .implementsSyncer()
        .access(group("user").all());
    models
        .model(TEXT)
        .fields(text("name"), text("body", 1_000_000))
        .implementsSyncer()
        .access(group("user").all());
  }

  private static long boom(String name) {
    if (name.equals(FIELD_ERROR) && Controller.gate.isHeld()) {
      throw new StackOverflowError("on purpose");
    }
    return name.length();
  }

  @Override
  public List<Class<?>> controllers() {
    return List.of(Controller.class);
  }

  /** What holds the routes; one for each run. */
  static final class Gate {
    /** No test holds anything for longer. */
    private static final long MOST_SECONDS = 900;

    private final int calls;
    private final CountDownLatch entered;
    private final CountDownLatch left;
    private final CountDownLatch open = new CountDownLatch(1);

    /**
     * @param calls how many calls it is for
     */
    Gate(int calls) {
      this.calls = calls;
      if (calls == 0) {
        open();
      }
      entered = new CountDownLatch(calls);
      left = new CountDownLatch(calls);
    }

    /** Stands here until it opens, or the thread is interrupted. */
    void pass() {
      entered.countDown();
      try {
        await();
      } finally {
        left.countDown();
      }
    }

    /** Waits until it opens, as one for whom it is not meant. */
    void await() {
      try {
        open.await(MOST_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted at the gate", e);
      }
    }

    void open() {
      open.countDown();
    }

    /** How many calls it is for. */
    int calls() {
      return calls;
    }

    boolean isOpen() {
      return open.getCount() == 0;
    }

    /** Whether something is scarce at the moment. */
    boolean isHeld() {
      return isFull() && !isOpen();
    }

    /** Whether all calls stand here, or have stood. */
    boolean isFull() {
      return entered.getCount() == 0;
    }

    /** Whether all calls go on, or end, in so much time. */
    boolean awaitLeft(Duration time) {
      try {
        return left.await(time.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /** Whether all calls have gone on. */
    boolean isLeft() {
      return left.getCount() == 0;
    }
  }

  /** Made by the server, so a test reaches it through a static field: one test runs at a time. */
  public static final class Controller {
    private static final int FLOODS = 6;
    private static final int FLOOD_SIZE = 900_000;

    static volatile Gate gate = new Gate(0);

    /** Reads, and holds its connection at the gate. */
    @Route(READ)
    public long read(Database database, User user) {
      return database.read(
          user,
          unit -> {
            long count = unit.model("test.stage").count(Query.all());
            gate.pass();
            return count;
          });
    }

    /** Writes, and holds the writer at the gate. */
    @Route(WRITE)
    public long write(Database database, User user, String name) {
      return database.writeReturning(
          user,
          unit -> {
            long id = text(unit, name);
            gate.pass();
            return id;
          });
    }

    /** Writes some MB in one unit of work. */
    @Route(FLOOD)
    public long flood(Database database, User user) {
      return database.writeReturning(
          user,
          unit -> {
            for (int i = 0; i < FLOODS; i++) {
              unit.model(TEXT)
                  .create(
                      Values.values().with("name", "flood").with("body", "a".repeat(FLOOD_SIZE)));
            }
            return (long) FLOODS;
          });
    }

    /** Writes what nobody may ever see. */
    @Route(THROW)
    public long fail(Database database, User user, String name) {
      return database.writeReturning(
          user,
          unit -> {
            unit.model("test.stage").write(1, Values.values().with("name", name));
            throw new IllegalStateException("on purpose, of " + name);
          });
    }

    private static long text(UnitOfWork unit, String name) {
      return unit.model(TEXT).create(Values.values().with("name", name));
    }
  }
}
