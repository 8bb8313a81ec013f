package dev.syncer.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** I15: bounds are in bytes. */
class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget(1_000);

  /** A cache that holds bytes, and keeps a list of who was asked. */
  private void cache(String name, long bytes, List<String> asked) {
    budget.add(MemoryKind.RECENT_COMMITS, bytes);
    long[] held = {bytes};
    budget.onShortage(
        () -> {
          asked.add(name);
          budget.add(MemoryKind.RECENT_COMMITS, -held[0]);
          held[0] = 0;
        });
  }

  @Test
  void reserve_upToTheLimit_isGiven_andOneMoreByteIsRefused() {
    assertThat(budget.tryReserve(MemoryKind.CALLS, 600)).isTrue();
    assertThat(budget.tryReserve(MemoryKind.SNAPSHOTS, 400)).isTrue();
    assertThat(budget.tryReserve(MemoryKind.CALLS, 1)).isFalse();

    MemoryUse use = budget.use();
    assertThat(use.limit()).isEqualTo(1_000);
    assertThat(use.used()).isEqualTo(1_000);
    assertThat(use.of(MemoryKind.CALLS)).isEqualTo(600);
    assertThat(use.of(MemoryKind.SNAPSHOTS)).isEqualTo(400);
    assertThat(use.of(MemoryKind.OUTBOUND)).isZero();
    assertThat(use.refusals()).isEqualTo(1);
  }

  @Test
  void release_ofWhatWasReserved_letsOthersHaveIt() {
    assertThat(budget.tryReserve(MemoryKind.CALLS, 1_000)).isTrue();
    budget.release(MemoryKind.CALLS, 1_000);

    assertThat(budget.used()).isZero();
    assertThat(budget.tryReserve(MemoryKind.WINDOWS, 1_000)).isTrue();
  }

  @Test
  void whatIsCounted_mayBeMoreThanTheLimit_andLeavesNothingForTheOthers() {
    budget.add(MemoryKind.OUTBOUND, 1_500);

    assertThat(budget.used()).isEqualTo(1_500);
    assertThat(budget.tryReserve(MemoryKind.CALLS, 1)).isFalse();
  }

  @Test
  void shortage_isMetByCachesInTheirOrder_andByNoMoreThanNeeded() {
    List<String> asked = new ArrayList<>();
    cache("first", 300, asked);
    cache("second", 300, asked);
    cache("third", 300, asked);

    assertThat(budget.tryReserve(MemoryKind.CALLS, 100)).isTrue();
    assertThat(asked).isEmpty();
    assertThat(budget.tryReserve(MemoryKind.CALLS, 600)).isTrue();
    assertThat(asked).containsExactly("first", "second");
    assertThat(budget.use().of(MemoryKind.RECENT_COMMITS)).isEqualTo(300);
    assertThat(budget.tryReserve(MemoryKind.CALLS, 301)).isFalse();
    assertThat(budget.use().refusals()).isEqualTo(1);
  }

  @Test
  void tight_isWhenLessThanAQuarterIsLeft() {
    budget.add(MemoryKind.OUTBOUND, 750);
    assertThat(budget.isTight()).isFalse();

    budget.add(MemoryKind.OUTBOUND, 1);
    assertThat(budget.isTight()).isTrue();
  }

  @Test
  void manyAtOnce_neverGetMoreThanTheLimit() {
    List<CompletableFuture<Integer>> all =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          int got = 0;
                          for (int n = 0; n < 1_000; n++) {
                            got += budget.tryReserve(MemoryKind.CALLS, 3) ? 1 : 0;
                          }
                          return got;
                        }))
            .toList();

    int got = all.stream().mapToInt(CompletableFuture::join).sum();

    assertThat(got).isEqualTo(333);
    assertThat(budget.used()).isEqualTo(999);
  }

  @Test
  void share_isAtLeastOneByte_andALimitToo() {
    assertThat(budget.share(8)).isEqualTo(125);
    assertThat(new MemoryBudget(1).share(8)).isEqualTo(1);
    assertThatThrownBy(() -> new MemoryBudget(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 byte");
  }
}
