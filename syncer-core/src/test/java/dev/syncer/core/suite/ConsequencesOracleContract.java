package dev.syncer.core.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random models and random units of work; after each commit a client that applies notifications
 * sees what a fresh read shows, field by field, and was told nothing that has not changed. A store
 * passes it as a subclass.
 *
 * <p>The profile {@code long} and {@code -Dsyncer.seeds=N} run more seeds, {@code -Dsyncer.seed=S}
 * begins at that one.
 */
public abstract class ConsequencesOracleContract {
  private static final int FEW_HUNDRED = 300;

  @TempDir Path directory;

  /** The Guice module of the store under test; of an empty directory. It need not be durable. */
  protected abstract Module store(Path directory);

  @Test
  @Tag("longer")
  void view_afterEachCommit_equalsAFreshRead() {
    Seeds seeds = Seeds.of("ConsequencesOracleContract", 100, 1_000);
    int commits = 0;
    int refused = 0;
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < seeds.count() && faults.size() < 5; i++) {
      RandomHistory history = new RandomHistory(seeds.first() + i, Tampering.NONE);
      run(history).ifPresent(faults::add);
      commits += history.commits();
      refused += history.refused();
    }

    assertThat(faults).as("repeat with -Dsyncer.seed").isEmpty();
    // Random work that is mostly refused would show nothing.
    assertThat(commits).isGreaterThan(refused);
  }

  @ParameterizedTest
  @EnumSource(
      value = Tampering.class,
      names = {"NONE"},
      mode = EnumSource.Mode.EXCLUDE)
  void oracle_ofAServerThatForgets_findsIt(Tampering tampering) {
    Optional<String> fault = Optional.empty();
    boolean wasTampered = false;
    int seed = 0;
    while (fault.isEmpty() && seed < FEW_HUNDRED) {
      seed++;
      RandomHistory history = new RandomHistory(seed, tampering);
      fault = run(history);
      wasTampered = history.wasTampered();
    }

    System.out.println(tampering + " found: " + fault.orElse("no"));
    assertThat(fault).as("%s within %d seeds", tampering, FEW_HUNDRED).isPresent();
    assertThat(wasTampered).isTrue();
    assertThat(run(new RandomHistory(seed, Tampering.NONE))).as("left alone").isEmpty();
  }

  private Optional<String> run(RandomHistory history) {
    return Seeds.inFolder(directory, folder -> history.run(store(folder)));
  }
}
