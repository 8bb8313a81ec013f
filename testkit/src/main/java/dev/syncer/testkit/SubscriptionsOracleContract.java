package dev.syncer.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
 * <p>{@code -Dsyncer.seeds=N} runs more seeds, {@code -Dsyncer.seed=S} repeats that one.
 */
public abstract class SubscriptionsOracleContract {
  private static final int FEW_HUNDRED = 300;
  private static final int SEEDS = Integer.getInteger("syncer.seeds", 250);

  @TempDir Path directory;

  /** The Guice module of the store under test; of an empty directory. */
  protected abstract Module store(Path directory);

  @Test
  void views_afterEachStep_equalAFreshQueryAsTheirUser() {
    long first = Long.getLong("syncer.seed", System.nanoTime() & 0xffff_ffffL);
    boolean isOne =
        System.getProperty("syncer.seed") != null && System.getProperty("syncer.seeds") == null;
    int seeds = isOne ? 1 : SEEDS;
    System.out.println(
        "SubscriptionsOracleContract: " + seeds + " seeds from -Dsyncer.seed=" + first);
    int commits = 0;
    int comparisons = 0;
    List<String> faults = new ArrayList<>();
    for (long seed = first; seed < first + seeds && faults.size() < 5; seed++) {
      Path own = fresh();
      SubscriptionHistory history =
          new SubscriptionHistory(seed, store(own), SubscriptionTampering.NONE);
      history.run().ifPresent(faults::add);
      commits += history.commits();
      comparisons += history.comparisons();
      delete(own);
    }
    System.out.println(commits + " commits, " + comparisons + " comparisons");

    assertThat(faults).as("repeat with -Dsyncer.seed").isEmpty();
    assertThat(comparisons).isGreaterThan(seeds);
  }

  @ParameterizedTest
  @EnumSource(
      value = SubscriptionTampering.class,
      names = {"NONE"},
      mode = EnumSource.Mode.EXCLUDE)
  void oracle_ofDeliveryThatIsWrong_findsIt(SubscriptionTampering tampering) {
    Optional<String> fault = Optional.empty();
    int seed = 0;
    while (fault.isEmpty() && seed < FEW_HUNDRED) {
      seed++;
      fault = fault(seed, tampering);
    }

    System.out.println(tampering + " found: " + fault.orElse("no"));
    assertThat(fault).as("%s within %d seeds", tampering, FEW_HUNDRED).isPresent();
    assertThat(fault(seed, SubscriptionTampering.NONE)).as("left alone").isEmpty();
  }

  private Optional<String> fault(long seed, SubscriptionTampering tampering) {
    Path own = fresh();
    try {
      return new SubscriptionHistory(seed, store(own), tampering).run();
    } finally {
      delete(own);
    }
  }

  private Path fresh() {
    try {
      return Files.createTempDirectory(directory, "seed");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path own) {
    try (Stream<Path> files = Files.walk(own)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
