package dev.syncer.rpc.core;

import dev.syncer.api.Database;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.rpc.AccessException;
import dev.syncer.rpc.ConflictException;
import dev.syncer.rpc.MissingException;
import dev.syncer.rpc.Param;
import dev.syncer.rpc.Route;
import dev.syncer.rpc.UserException;
import dev.syncer.rpc.ValidationException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The routes that the tests call. */
public final class TestController {
  /** Calls that reached a controller of these tests. */
  public final AtomicInteger calls = new AtomicInteger();

  /** Opens for {@code /t/wait}. */
  public final CountDownLatch latch = new CountDownLatch(1);

  /** Completes {@code /t/later}. */
  public final CompletableFuture<Object> later = new CompletableFuture<>();

  @Route(value = "/subtract", anonymous = true)
  public long subtract(long minuend, long subtrahend) {
    calls.incrementAndGet();
    return minuend - subtrahend;
  }

  @Route(value = "/sum", anonymous = true)
  public long sum(long... numbers) {
    calls.incrementAndGet();
    return LongStream.of(numbers).sum();
  }

  @Route(value = "/get_data", anonymous = true)
  public List<Object> getData() {
    return List.of("hello", 5);
  }

  @Route(value = "/update", anonymous = true)
  public void update(long... numbers) {
    calls.incrementAndGet();
  }

  @Route(value = "/notify_hello", anonymous = true)
  public void notifyHello(long... numbers) {
    calls.incrementAndGet();
  }

  @Route(value = "/notify_sum", anonymous = true)
  public void notifySum(long... numbers) {
    calls.incrementAndGet();
  }

  @Route(value = "/t/echo", anonymous = true)
  public @Nullable Object echo(@Param(value = "value", optional = true) @Nullable Object value) {
    calls.incrementAndGet();
    return value;
  }

  @Route(value = "/t/typed", anonymous = true)
  public String typed(
      String text,
      int number,
      @Param(value = "list", optional = true) @Nullable List<Long> list,
      @Param(value = "amount", optional = true) @Nullable BigDecimal amount,
      @Param(value = "at", optional = true) @Nullable Instant at) {
    calls.incrementAndGet();
    return text + number + list + amount + at;
  }

  @Route("/t/user")
  public String user(User user, Database database) {
    return user.id() + " " + user.name() + " in " + database.name();
  }

  @Route(value = "/t/anybody", anonymous = true)
  public boolean anybody(@Nullable User user) {
    return user == null;
  }

  @Route("/t/rename")
  public long rename(User user, Database database, String name, boolean fails) {
    calls.incrementAndGet();
    long id = database.writeReturning(user, unit -> unit.model("test.stage").create(stage(name)));
    if (fails) {
      throw new UserException("written, and then refused");
    }
    return id;
  }

  private static Values stage(String name) {
    return Values.of(Map.of("name", name));
  }

  @Route("/t/read")
  public Map<String, @Nullable Object> read(User user, Database database, long id) {
    ModelRecord task = database.read(user, unit -> unit.model("test.task").get(id));
    return Map.of("record", task, "stage", Ref.of(3, "Done"));
  }

  @Route(value = "/t/fail", anonymous = true)
  public Object fail(String kind) {
    Map<String, Object> context = Map.of("field", "due");
    switch (kind) {
      case "user":
        throw new UserException("Not now");
      case "validation":
        throw new ValidationException("Too late", context);
      case "access":
        throw new AccessException("Not you");
      case "missing":
        throw new MissingException("Not here");
      case "conflict":
        throw new ConflictException("Not any more", context);
      case "no json":
        throw new ValidationException("Strange", Map.of("thing", new Loop()));
      case "unexpected":
        throw new IllegalStateException("jdbc:secret");
      case "error":
        throw new AssertionError("secret");
      case "overflow":
        return fail(kind) + "";
      case "speechless":
        throw new Speechless();
      case "unwritable":
        return new Loop();
      case "throwing value":
        return new Thrower();
      case "stage":
        return CompletableFuture.failedFuture(new MissingException("Gone later"));
      case "unwritable stage":
        return CompletableFuture.completedFuture(new Loop());
      default:
        return kind;
    }
  }

  @Route(value = "/t/wait", anonymous = true)
  public String waitForLatch() throws InterruptedException {
    calls.incrementAndGet();
    latch.await();
    return "waited";
  }

  @Route(value = "/t/later", anonymous = true)
  public CompletionStage<Object> later() {
    calls.incrementAndGet();
    return later;
  }

  /** Holds itself. */
  public static final class Loop {
    public Loop getSelf() {
      return this;
    }
  }

  /** Throws while it is written. */
  public static final class Thrower {
    public String getText() {
      throw new AssertionError("no text");
    }
  }

  /** Throws while it is asked what it is. */
  private static final class Speechless extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }
}
