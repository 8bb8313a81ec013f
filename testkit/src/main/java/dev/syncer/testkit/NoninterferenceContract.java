package dev.syncer.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pairs of worlds that differ only in what somebody may not read: values of hidden fields, contents
 * of records out of reach, names of those that links point at, names of users. All that this user
 * receives in both is equal to the byte, cursors apart: frames of subscriptions, answers to reads,
 * searches, counts and history, refusals. See {@link WorldSecrets} for what differs. A store passes
 * it as a subclass.
 *
 * <p>{@code -Dsyncer.seeds=N} runs more seeds, {@code -Dsyncer.seed=S} repeats that one.
 */
public abstract class NoninterferenceContract {
  private static final int FEW_HUNDRED = 300;
  private static final int SEEDS = Integer.getInteger("syncer.seeds", 200);

  @TempDir Path directory;

  /** The Guice module of the store under test; of an empty directory. */
  protected abstract Module store(Path directory);

  @Test
  void received_inWorldsThatDifferInSecrets_isEqual() {
    long first = Long.getLong("syncer.seed", System.nanoTime() & 0xffff_ffffL);
    boolean isOne =
        System.getProperty("syncer.seed") != null && System.getProperty("syncer.seeds") == null;
    int seeds = isOne ? 1 : SEEDS;
    System.out.println("NoninterferenceContract: " + seeds + " pairs from -Dsyncer.seed=" + first);
    AtomicInteger received = new AtomicInteger();
    AtomicInteger secrets = new AtomicInteger();
    List<String> faults =
        LongStream.range(first, first + seeds)
            .parallel()
            .mapToObj(seed -> pair(seed, WorldTampering.NONE))
            .peek(pair -> received.addAndGet(pair.received()))
            .peek(pair -> secrets.addAndGet(pair.secrets()))
            .flatMap(pair -> pair.fault().stream())
            .limit(5)
            .toList();
    System.out.println(received + " answers and frames, " + secrets + " secrets");

    assertThat(faults).as("repeat with -Dsyncer.seed").isEmpty();
    // Worlds without secrets, or in which nothing is told, would show nothing.
    assertThat(received).hasValueGreaterThan(20 * seeds);
    assertThat(secrets).hasValueGreaterThan(isOne ? -1 : 5 * seeds);
  }

  @ParameterizedTest
  @EnumSource(
      value = WorldTampering.class,
      names = {"NONE"},
      mode = EnumSource.Mode.EXCLUDE)
  void worlds_ofAServerThatTellsTooMuch_differ(WorldTampering tampering) {
    Optional<String> fault = Optional.empty();
    int seed = 0;
    while (fault.isEmpty() && seed < FEW_HUNDRED) {
      seed++;
      fault = pair(seed, tampering).fault();
    }

    System.out.println(tampering + " found: " + fault.orElse("no"));
    assertThat(fault).as("%s within %d seeds", tampering, FEW_HUNDRED).isPresent();
    assertThat(pair(seed, WorldTampering.NONE).fault()).as("left alone").isEmpty();
  }

  private WorldPair pair(long seed, WorldTampering tampering) {
    try {
      Path own = Files.createTempDirectory(directory, "pair");
      Path one = Files.createDirectory(own.resolve("one"));
      Path other = Files.createDirectory(own.resolve("other"));
      WorldPair pair = WorldPair.run(seed, store(one), store(other), tampering);
      try (Stream<Path> files = Files.walk(own)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
      return pair;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
