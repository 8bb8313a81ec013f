package dev.syncer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.benchmarks.MatchingBenchmark.Kind;
import dev.syncer.benchmarks.MatchingBenchmark.Line;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** It measures what it says: no verdict on times. */
class MatchingBenchmarkTest {
  @ParameterizedTest
  @EnumSource(Kind.class)
  void shapesThatAreNotTouched_areTheOnlyDifference(Kind kind) throws Exception {
    Line line = MatchingBenchmark.measure(kind, 100);

    assertThat(line.all().touched()).isEqualTo(line.delivery().touched()).isBetween(1.0, 2.0);
    assertThat(line.all().microseconds()).isPositive();
  }
}
