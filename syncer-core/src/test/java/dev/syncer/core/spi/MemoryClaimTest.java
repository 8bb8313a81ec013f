package dev.syncer.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import org.junit.jupiter.api.Test;

/** P23: work holds what there is room for, and ends where there is none. */
class MemoryClaimTest {
  private final MemoryBudget budget = new MemoryBudget(1_000);

  private MemoryClaim claim() {
    return MemoryClaim.on(budget, MemoryKind.CALLS);
  }

  @Test
  void claim_countsInItsBudget_untilItIsClosed() {
    try (MemoryClaim claim = claim()) {
      claim.take(300);
      claim.take(100);
      claim.giveBack(50);

      assertThat(claim.taken()).isEqualTo(350);
      assertThat(budget.use().of(MemoryKind.CALLS)).isEqualTo(350);
    }
    assertThat(budget.used()).isZero();
  }

  @Test
  void claim_mayHaveHalfOfItsBudget_andKeepsWhatItHasWhenItIsRefused() {
    try (MemoryClaim claim = claim()) {
      claim.take(500);

      assertThatThrownBy(() -> claim.take(1))
          .isInstanceOf(MemoryOverException.class)
          .hasMessageContaining("SyncerOptions.memoryBudget")
          .hasMessageContaining("again in a moment");
      assertThat(claim.taken()).isEqualTo(500);
      assertThat(budget.used()).isEqualTo(500);
    }
    assertThat(budget.used()).isZero();
  }

  @Test
  void claim_whereOthersHaveTheRest_isRefused() {
    budget.add(MemoryKind.OUTBOUND, 900);

    try (MemoryClaim claim = claim()) {
      claim.take(100);
      assertThatThrownBy(() -> claim.take(1)).isInstanceOf(MemoryOverException.class);
      assertThat(claim.taken()).isEqualTo(100);
    }
    assertThat(budget.used()).isEqualTo(900);
  }

  @Test
  void part_countsForTheWhole_untilItIsClosed() {
    try (MemoryClaim claim = claim()) {
      claim.take(100);
      try (MemoryClaim part = claim.part()) {
        part.take(200);
        assertThat(claim.taken()).isEqualTo(300);
        assertThatThrownBy(() -> part.take(201)).isInstanceOf(MemoryOverException.class);
        assertThat(part.taken()).isEqualTo(200);
        assertThat(claim.taken()).isEqualTo(300);
        assertThat(budget.used()).isEqualTo(300);
      }
      assertThat(claim.taken()).isEqualTo(100);
    }
    assertThat(budget.used()).isZero();
  }

  @Test
  void claimWithin_isRefusedInItsOwnWords_andTheWholeIsAsBefore() {
    try (MemoryClaim claim = claim()) {
      MemoryClaim answer =
          claim.within(50, bytes -> new IllegalStateException("it would be " + bytes));
      answer.take(40);

      assertThatThrownBy(() -> answer.take(20))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("it would be 60");
      assertThat(answer.taken()).isEqualTo(40);
      assertThat(claim.taken()).isEqualTo(40);
    }
    assertThat(budget.used()).isZero();
  }

  @Test
  void current_isThatOfTheWorkThatIsDone_andTheOneBeforeIsBackAfterwards() {
    assertThat(MemoryClaim.current()).isSameAs(MemoryClaim.NONE);
    try (MemoryClaim outer = claim();
        MemoryClaim inner = claim()) {
      outer.during(
          () -> {
            assertThat(MemoryClaim.current()).isSameAs(outer);
            assertThatThrownBy(
                    () ->
                        inner.during(
                            () -> {
                              assertThat(MemoryClaim.current()).isSameAs(inner);
                              throw new IllegalStateException("no");
                            }))
                .isInstanceOf(IllegalStateException.class);
            assertThat(MemoryClaim.current()).isSameAs(outer);
            return null;
          });
    }
    assertThat(MemoryClaim.current()).isSameAs(MemoryClaim.NONE);
  }

  @Test
  void begin_insideOfOtherWork_isAPartOfIt_whateverItsKind() {
    try (MemoryClaim outer = claim()) {
      outer.during(
          () -> {
            try (MemoryClaim part = MemoryClaim.begin(budget, MemoryKind.SNAPSHOTS)) {
              part.take(10);
            }
            MemoryClaim.begin(budget, MemoryKind.SNAPSHOTS).take(20);
            return null;
          });
      assertThat(outer.taken()).isEqualTo(20);
      assertThat(budget.use().of(MemoryKind.CALLS)).isEqualTo(20);
      assertThat(budget.use().of(MemoryKind.SNAPSHOTS)).isZero();
    }
    assertThat(budget.used()).isZero();
  }

  @Test
  void none_takesEverything_andCountsNothing() {
    MemoryClaim.NONE.take(Long.MAX_VALUE);
    MemoryClaim.NONE.giveBack(1);
    MemoryClaim.NONE.close();

    assertThat(MemoryClaim.NONE.taken()).isZero();
    assertThat(budget.used()).isZero();
  }
}
