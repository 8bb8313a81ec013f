package dev.syncer.core.suite;

import static dev.syncer.api.Values.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.inject.AbstractModule;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.multibindings.OptionalBinder;
import dev.syncer.api.Query;
import dev.syncer.api.User;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeAnswer.State;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.change.Commit;
import dev.syncer.core.log.Retention;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.Store;
import dev.syncer.testkit.base.MovableClock;
import dev.syncer.testkit.base.TestModule;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leaves the change log, and who can still go on, on every store. */
public abstract class RetentionContract {
  private static final Duration AGE = Duration.ofHours(24);
  private static final int COUNT = 5;

  private final MovableClock clock = new MovableClock();
  @TempDir Path directory;
  private @Nullable Injector injector;

  /** The Guice module of the store under test, which keeps its files in the directory. */
  protected abstract Module store(Path directory);

  @BeforeEach
  final void open() {
    injector =
        Syncer.builder()
            .options(SyncerOptions.builder().retentionAge(AGE).retentionCount(COUNT).build())
            .models(new TestModule())
            .install(store(directory), new Time())
            .injector();
    get(Syncer.class).open();
  }

  @AfterEach
  final void close() {
    get(Syncer.class).close();
  }

  private final class Time extends AbstractModule {
    @Override
    protected void configure() {
      OptionalBinder.newOptionalBinder(binder(), Clock.class).setBinding().toInstance(clock);
    }
  }

  private <T> T get(Class<T> type) {
    return Objects.requireNonNull(injector).getInstance(type);
  }

  private void create(int records) {
    for (int i = 0; i < records; i++) {
      get(Syncer.class)
          .database()
          .write(User.SYSTEM, u -> u.model("test.task").create(values().with("name", "a")));
    }
  }

  private List<Long> positions() {
    return get(Store.class).read(tx -> tx.log(0, 100)).stream().map(Commit::position).toList();
  }

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private State resume(long position) {
    SubscribeRequest request =
        new SubscribeRequest(
            get(Registry.class).model("test.task").orElseThrow(),
            get(Broker.class).cursor(position),
            false);
    Connection connection =
        get(Broker.class).connect(new RecordingOutlet(frame -> {}), User.SYSTEM);
    CompletableFuture<List<SubscribeAnswer>> answer = new CompletableFuture<>();
    connection.subscribe(List.of(request), answer::complete);
    State state = answer.join().get(0).state();
    connection.close();
    return state;
  }

  @Test
  void log_ofAsManyCommitsAsMayStay_staysAndOneMoreTakesTheOldestOut() {
    create(COUNT);
    get(Retention.class).prune();
    assertThat(positions()).isEqualTo(range(1, COUNT));

    create(1);
    get(Retention.class).prune();

    assertThat(positions()).isEqualTo(range(2, COUNT + 1));
  }

  @Test
  void commit_ofTheAge_staysAndGoesAMillisecondLater() {
    create(1);
    clock.advance(Duration.ofMillis(1));
    create(1);
    clock.advance(AGE.minusMillis(1));
    get(Retention.class).prune();
    assertThat(positions()).containsExactly(1L, 2L);

    clock.advance(Duration.ofMillis(1));
    get(Retention.class).prune();
    assertThat(positions()).containsExactly(2L);

    clock.advance(Duration.ofMillis(1));
    get(Retention.class).prune();
    assertThat(positions()).isEmpty();
  }

  @Test
  void log_thatGotEmptyWhileTheNodeWasOff_goesOnAtItsHead() {
    create(3);
    close();
    clock.advance(AGE.plusMillis(1));
    open();

    await().until(() -> positions().isEmpty());

    assertThat(resume(3)).isEqualTo(State.RESUMED);
    assertThat(resume(2)).isEqualTo(State.RESET);
    create(1);
    assertThat(positions()).containsExactly(4L);
    assertThat(resume(3)).isEqualTo(State.RESUMED);
  }

  @Test
  void cursor_atTheBorder_resumesAndOneBeforeItIsReset() {
    create(8);
    get(Retention.class).prune();
    assertThat(positions()).isEqualTo(range(4, 8));

    close();
    open();

    assertThat(resume(8)).isEqualTo(State.RESUMED);
    assertThat(resume(3)).isEqualTo(State.RESUMED);
    assertThat(resume(2)).isEqualTo(State.RESET);
    assertThat(resume(0)).isEqualTo(State.RESET);
  }

  @Test
  void records_outliveTheirCommits() {
    create(8);

    get(Retention.class).prune();

    long records =
        get(Syncer.class)
            .database()
            .read(User.SYSTEM, u -> u.model("test.task").count(Query.all()));
    assertThat(records).isEqualTo(8);
  }
}
