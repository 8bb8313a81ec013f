package dev.syncer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.core.fault.StartupException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SyncerOptionsTest {
  private static SyncerOptions.Builder options() {
    return SyncerOptions.builder();
  }

  @Test
  void retention_withoutOptions_isADayAndAMillionCommits() {
    SyncerOptions defaults = SyncerOptions.defaults();

    assertThat(defaults.retentionAge()).isEqualTo(Duration.ofHours(24));
    assertThat(defaults.retentionCount()).isEqualTo(1_000_000);
  }

  @Test
  void retention_atItsLimits_isTaken() {
    assertThat(options().retentionAge(Duration.ofSeconds(1)).retentionCount(1).build()).isNotNull();
    assertThat(options().retentionAge(Duration.ofDays(365_250)).build()).isNotNull();
    assertThat(options().retentionCount(Long.MAX_VALUE).build()).isNotNull();
  }

  @Test
  void retention_pastALimit_isRefusedWithTheOption() {
    assertThatThrownBy(() -> options().retentionAge(Duration.ofMillis(999)).build())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("retentionAge");
    assertThatThrownBy(() -> options().retentionAge(Duration.ofDays(365_251)).build())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("retentionAge");
    assertThatThrownBy(() -> options().retentionCount(0).build())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("retentionCount");
  }
}
