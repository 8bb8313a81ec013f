package dev.syncer.rpc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.core.fault.StartupException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LimitsTest {
  @Test
  void defaults_areThoseOfTheProtocol() {
    Limits limits = Limits.defaults();

    assertThat(limits.messages().size()).isEqualTo(65_536);
    assertThat(limits.messages().body()).isEqualTo(1_048_576);
    assertThat(limits.messages().depth()).isEqualTo(64);
    assertThat(limits.messages().batch()).isEqualTo(50);
    assertThat(limits.connections().subscriptions()).isEqualTo(128);
    assertThat(limits.connections().subscriptionsPerUser()).isEqualTo(512);
    assertThat(limits.connections().perUser()).isEqualTo(32);
    assertThat(limits.calls().onConnection()).isEqualTo(32);
    assertThat(limits.calls().atOnce()).isEqualTo(4);
    assertThat(limits.calls().waiting()).isEqualTo(128);
    assertThat(limits.calls().records()).isEqualTo(1_000);
    assertThat(limits.calls().time()).isEqualTo(Duration.ofSeconds(30));
    assertThat(limits.filter()).isEqualTo(new FilterLimits(32, 8, 500, 1_000));
    assertThat(limits.connections().helloTime()).isEqualTo(Duration.ofSeconds(10));
  }

  static Stream<Arguments> outOfRange() {
    return Stream.of(
        Arguments.of("message", Limits.builder().message(124)),
        Arguments.of("body", Limits.builder().body(0)),
        Arguments.of("depth", Limits.builder().depth(7)),
        Arguments.of("depth", Limits.builder().depth(501)),
        Arguments.of("batch", Limits.builder().batch(0)),
        Arguments.of("subscriptions", Limits.builder().subscriptions(0)),
        Arguments.of("subscriptionsPerUser", Limits.builder().subscriptionsPerUser(0)),
        Arguments.of("connectionsPerUser", Limits.builder().connectionsPerUser(0)),
        Arguments.of("calls", Limits.builder().calls(0)),
        Arguments.of("callsOfNode", Limits.builder().callsOfNode(-1)),
        Arguments.of("callsAtOnce", Limits.builder().callsAtOnce(0)),
        Arguments.of("callsWaiting", Limits.builder().callsWaiting(0)),
        Arguments.of("records", Limits.builder().records(0)),
        Arguments.of("callTime", Limits.builder().callTime(Duration.ZERO)),
        Arguments.of("helloTime", Limits.builder().helloTime(Duration.ofDays(25))),
        Arguments.of("unreadAnswers", Limits.builder().unreadAnswers(1)),
        Arguments.of("topics", Limits.builder().topics(0)),
        Arguments.of("sends", Limits.builder().sends(0)),
        Arguments.of("failedLogins", Limits.builder().failedLogins(0)));
  }

  @ParameterizedTest
  @MethodSource("outOfRange")
  void limit_outOfItsRange_isNamed(String option, Limits.Builder limits) {
    assertThatThrownBy(limits::build)
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith("SYNC-1202: the option " + option + " is ")
        .hasMessageContaining("but takes ");
  }

  static Stream<Arguments> filtersOutOfRange() {
    return Stream.of(
        Arguments.of(0, 8, 500, 1_000),
        Arguments.of(1_001, 8, 500, 1_000),
        Arguments.of(32, 0, 500, 1_000),
        Arguments.of(32, 65, 500, 1_000),
        Arguments.of(32, 8, 0, 1_000),
        Arguments.of(32, 8, 10_001, 1_000),
        Arguments.of(32, 8, 500, 0),
        Arguments.of(32, 8, 500, 10_001));
  }

  @ParameterizedTest
  @MethodSource("filtersOutOfRange")
  void limitOfFilters_outOfItsRange_isRefused(int terms, int depth, int values, int pattern) {
    assertThatThrownBy(() -> new FilterLimits(terms, depth, values, pattern))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith("SYNC-1202");
  }

  @Test
  void limitsOfFilters_atTheEndsOfTheirRanges_areTaken() {
    assertThat(new FilterLimits(1, 1, 1, 1)).isNotNull();
    assertThat(new FilterLimits(1_000, 64, 10_000, 10_000)).isNotNull();
  }
}
