package dev.syncer.rpc.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.spi.MemoryClaim;
import dev.syncer.rpc.UserException;
import dev.syncer.rpc.core.RpcNode;
import dev.syncer.rpc.core.RpcResponse.SessionChange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P23: the answers to a batch together have no more bytes than one answer. */
class BatchRoomTest {
  private static final long MOST = 64 * 1024;

  @TempDir Path folder;
  private RpcNode node;
  private Answers answers;

  @BeforeEach
  void open() {
    node = new RpcNode(folder);
    answers = node.injector.getInstance(Answers.class);
  }

  @AfterEach
  void close() {
    node.close();
  }

  private static Outcome text(int length) {
    return new Outcome("x".repeat(length), null, null, SessionChange.UNCHANGED, null);
  }

  private static String answer(BatchRoom room, Outcome outcome) {
    return new String(room.answer(null, outcome), StandardCharsets.UTF_8);
  }

  @Test
  void answers_areCountedUntilTheyAreHandedOver() {
    MemoryBudget memory = new MemoryBudget(1024 * 1024);
    BatchRoom room = new BatchRoom(answers, MemoryClaim.on(memory, MemoryKind.CALLS), MOST, 2);

    int length = answer(room, text(10_000)).length() + answer(room, text(20_000)).length();

    assertThat(memory.used(MemoryKind.CALLS)).isEqualTo(2L * length);
    room.close();
    assertThat(memory.used(MemoryKind.CALLS)).isZero();
  }

  @Test
  void answer_thatTheBudgetHasNoRoomFor_isUnavailable() {
    MemoryBudget memory = new MemoryBudget(30_000);
    try (BatchRoom room =
        new BatchRoom(answers, MemoryClaim.on(memory, MemoryKind.CALLS), MOST, 2)) {

      assertThat(answer(room, text(10_000))).contains("\"code\":503").hasSizeLessThan(1_000);
      assertThat(answer(room, text(1_000))).contains("\"result\"");
    }
  }

  /** What is refused may tell much, too: the record that a write is in conflict with. */
  @Test
  void error_ofTooManyBytes_isOneToo_andSmallAnswersAlwaysFit() {
    MemoryBudget memory = new MemoryBudget(1024 * 1024);
    try (BatchRoom room =
        new BatchRoom(answers, MemoryClaim.on(memory, MemoryKind.CALLS), MOST, 3)) {

      String most = answer(room, text(50_000));
      String error = answer(room, Outcome.failed(new UserException("y".repeat(30_000))));
      String small = answer(room, text(3_000));

      assertThat(most).contains("\"result\"");
      assertThat(error).contains("answer_limit").hasSizeLessThan(2_000);
      assertThat(small).contains("\"result\"");
    }
  }
}
