package dev.syncer.core.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import org.junit.jupiter.api.Test;

class OutboundShareTest {
  private final MemoryBudget memory = new MemoryBudget(10_000_000);
  private final OutboundShare share = new OutboundShare(1_000, memory);

  @Test
  void connection_isFullAtItsShare_andGoesOnBelowHalfOfIt() {
    assertThat(share.isFull(999)).isFalse();
    assertThat(share.isFull(1_000)).isTrue();
    assertThat(share.hasRoom(500)).isFalse();
    assertThat(share.hasRoom(499)).isTrue();
  }

  /** I10: where the node is short of memory, who has read all still gets the next, and no more. */
  @Test
  void connection_ofANodeThatIsShortOfMemory_isFullAsSoonAsSomethingWaits() {
    memory.add(MemoryKind.OUTBOUND, 10_000_000);

    assertThat(share.isFull(0)).isFalse();
    assertThat(share.isFull(1)).isTrue();
    assertThat(share.hasRoom(1)).isFalse();
    assertThat(share.lacksMemory(1)).as("nobody tells it when there is room again").isTrue();
    assertThat(share.lacksMemory(500)).as("its outlet tells when it has drained").isFalse();
  }
}
