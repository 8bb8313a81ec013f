package dev.syncer.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import dev.syncer.api.User;
import dev.syncer.core.suite.OracleClient;
import dev.syncer.core.suite.OracleClients;
import dev.syncer.core.suite.Seeds;
import dev.syncer.core.suite.SubscriptionHistory;
import dev.syncer.core.suite.SubscriptionTampering;
import dev.syncer.core.suite.SubscriptionsOracleContract;
import dev.syncer.testkit.adapters.WireTransport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The oracle of {@link SubscriptionsOracleContract} with clients behind real sockets: over each
 * transport, after every step each client that reads comes to hold what a fresh query as its user
 * shows. A transport passes it as a subclass.
 *
 * <p>{@code -Dsyncer.seeds=N} runs one seed for 25 of those, {@code -Dsyncer.seed=S} repeats that
 * one.
 */
public abstract class WireOracleContract {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Where something is lost it never comes: that need not be waited for so long. */
  private static final Duration IMPATIENCE = Duration.ofSeconds(3);

  @TempDir Path directory;

  /** Made by the test that extends it. */
  protected WireOracleContract() {}

  /** The Guice module of a store, of an empty directory. */
  protected abstract Module store(Path folder);

  /**
   * The modules that let clients in, on a free port of the loopback address. Who calls {@code
   * /web/session/authenticate} with {@code uid} is the user with this id.
   */
  protected abstract List<Module> doors();

  static Stream<WireTransport> transports() {
    return WireTransport.all().stream();
  }

  @ParameterizedTest
  @Tag("longer")
  @MethodSource("transports")
  void views_behindASocket_equalAFreshQueryAsTheirUser(WireTransport transport) {
    Seeds seeds = Seeds.of("WireOracleContract, " + transport, 4, 10, 25);
    Clients patient = new Clients(transport, PATIENCE);
    AtomicInteger comparisons = new AtomicInteger();

    List<String> faults =
        seeds.stream()
            .mapToObj(
                seed -> {
                  SubscriptionHistory history = ran(seed, SubscriptionTampering.NONE, patient);
                  comparisons.addAndGet(history.comparisons());
                  return history;
                })
            .flatMap(history -> history.fault().stream())
            .limit(3)
            .toList();

    System.out.println(comparisons + " comparisons");
    assertThat(faults).as("repeat with -Dsyncer.seed").isEmpty();
    assertThat(comparisons).hasValueGreaterThan(least(seeds.count()));
  }

  @ParameterizedTest
  @Tag("long")
  @MethodSource("transports")
  void oracle_behindASocket_findsAnEventThatIsLost(WireTransport transport) {
    SubscriptionTampering lost = SubscriptionTampering.LEAVE_NOT_TOLD;
    Clients impatient = new Clients(transport, IMPATIENCE);
    Clients patient = new Clients(transport, PATIENCE);

    Seeds.assertFound(
        lost + " over " + transport,
        seed -> ran(seed, lost, impatient).fault(),
        seed -> ran(seed, SubscriptionTampering.NONE, patient).fault());
  }

  /** Of few histories some are short. */
  private static int least(int seeds) {
    return seeds < 10 ? seeds - 2 : 3 * seeds;
  }

  private SubscriptionHistory ran(long seed, SubscriptionTampering tampering, Clients clients) {
    Module[] doors = doors().toArray(Module[]::new);
    return Seeds.inFolder(
        directory,
        folder -> new SubscriptionHistory(seed, store(folder), tampering, clients, doors).run());
  }

  private record Clients(WireTransport transport, Duration patience) implements OracleClients {
    @Override
    public OracleClient client(User user, SubscriptionTampering tampering) {
      return new WireOracleClient(user, tampering, transport, patience);
    }

    /** The system does not log in. */
    @Override
    public boolean admits(User user) {
      return !user.isSystem();
    }

    @Override
    public boolean awaitsAnswers() {
      return true;
    }
  }
}
