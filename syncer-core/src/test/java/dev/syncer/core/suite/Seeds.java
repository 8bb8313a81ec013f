package dev.syncer.core.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The seeds of a random test: {@code -Dsyncer.seeds=N} are more, {@code -Dsyncer.seed=S} is where
 * they begin, alone it is the only one. They are printed, so that one can be repeated.
 */
public record Seeds(long first, int count) {
  private static final int FEW_HUNDRED = 300;

  /** What an oracle does with a seed: the first fault that it finds. */
  public interface Oracle extends LongFunction<Optional<String>> {}

  /**
   * @param few how many there are where nobody says so
   * @param many how many the profile {@code long} has
   */
  public static Seeds of(String test, int few, int many) {
    return of(test, few, many, 1);
  }

  /**
   * The seeds of a test for which each takes longer.
   *
   * @param longer how many others one stands for where somebody says how many
   */
  public static Seeds of(String test, int few, int many, int longer) {
    int standard = Boolean.getBoolean("syncer.long") ? many : few;
    long first = Long.getLong("syncer.seed", System.nanoTime() & 0xffff_ffffL);
    Integer wanted = Integer.getInteger("syncer.seeds");
    int only = System.getProperty("syncer.seed") == null ? standard : 1;
    int count = wanted == null ? only : Math.max(1, wanted / longer);
    System.out.println(test + ": " + count + " seeds from -Dsyncer.seed=" + first);
    return new Seeds(first, count);
  }

  public LongStream stream() {
    return LongStream.range(first, first + count);
  }

  /** Whether it is one alone, which need not show much. */
  public boolean isOne() {
    return count == 1;
  }

  /** A fault that is made on purpose is found within a few hundred seeds, and it alone. */
  public static void assertFound(Object tampering, Oracle tampered, Oracle leftAlone) {
    assertFound(tampering, 1, tampered, leftAlone);
  }

  /**
   * The same of a rare one.
   *
   * @param first near one that is known to find it, so that nobody waits for all those before it;
   *     where that one does not any more, the search only takes longer
   */
  public static void assertFound(Object tampering, long first, Oracle tampered, Oracle leftAlone) {
    Optional<String> fault = Optional.empty();
    long seed = first - 1;
    while (fault.isEmpty() && seed < first + FEW_HUNDRED) {
      seed++;
      fault = tampered.apply(seed);
    }

    System.out.println(tampering + " found with seed " + seed + ": " + fault.orElse("no"));
    assertThat(fault).as("%s within %d seeds", tampering, FEW_HUNDRED).isPresent();
    assertThat(leftAlone.apply(seed)).as("left alone").isEmpty();
  }

  /** Does something in a folder of its own, which is gone afterwards. */
  public static <T> T inFolder(Path parent, Function<Path, T> work) {
    try {
      Path own = Files.createTempDirectory(parent, "seed");
      try {
        return work.apply(own);
      } finally {
        try (Stream<Path> files = Files.walk(own)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
