package dev.syncer.core.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random models, users, groups, rules, filters, windows and units of work; connections that break
 * at any point, readers that stop, pruned logs, restarts. After every step each client that reads
 * holds what a fresh query as its user shows, see {@link OracleCheck}. A store passes it as a
 * subclass.
 *
 * <p>The profile {@code long} and {@code -Dsyncer.seeds=N} run more seeds, {@code -Dsyncer.seed=S}
 * repeats that one.
 */
public abstract class SubscriptionsOracleContract {
  @TempDir Path directory;

  /** The Guice module of the store under test; of an empty directory. */
  protected abstract Module store(Path directory);

  @Test
  @Tag("longer")
  void views_afterEachStep_equalAFreshQueryAsTheirUser() {
    Seeds seeds = Seeds.of("SubscriptionsOracleContract", 25, 250);
    AtomicInteger commits = new AtomicInteger();
    AtomicInteger comparisons = new AtomicInteger();

    List<String> faults =
        seeds.stream()
            .mapToObj(
                seed -> {
                  SubscriptionHistory history = ran(seed, SubscriptionTampering.NONE);
                  commits.addAndGet(history.commits());
                  comparisons.addAndGet(history.comparisons());
                  return history;
                })
            .flatMap(history -> history.fault().stream())
            .limit(5)
            .toList();

    System.out.println(commits + " commits, " + comparisons + " comparisons");
    assertThat(faults).as("repeat with -Dsyncer.seed").isEmpty();
    assertThat(comparisons).hasValueGreaterThan(seeds.count());
  }

  @ParameterizedTest
  @EnumSource(
      value = SubscriptionTampering.class,
      names = {"NONE"},
      mode = EnumSource.Mode.EXCLUDE)
  void oracle_ofDeliveryThatIsWrong_findsIt(SubscriptionTampering tampering) {
    Seeds.assertFound(
        tampering,
        seed -> ran(seed, tampering).fault(),
        seed -> ran(seed, SubscriptionTampering.NONE).fault());
  }

  private SubscriptionHistory ran(long seed, SubscriptionTampering tampering) {
    return Seeds.inFolder(
        directory, folder -> new SubscriptionHistory(seed, store(folder), tampering).run());
  }
}
