package dev.syncer.core.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.User;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FrameTest {
  private final Frame frame = Frame.heartbeat("c1", "{}".getBytes(StandardCharsets.US_ASCII));
  private final MemoryBudget memory = new MemoryBudget(10_000_000);
  private final AtomicInteger calls = new AtomicInteger();

  private Function<Frame, ByteBuffer> encoding(String prefix) {
    return whole -> {
      calls.incrementAndGet();
      return ByteBuffer.wrap((prefix + whole.cursor()).getBytes(StandardCharsets.US_ASCII));
    };
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.US_ASCII.decode(bytes).toString();
  }

  @Test
  void encoding_ofEachTransport_isMadeOnce() {
    Function<Frame, ByteBuffer> one = encoding("1");
    Function<Frame, ByteBuffer> other = encoding("2");

    for (int i = 0; i < 3; i++) {
      assertThat(text(frame.encodedBy(one))).isEqualTo("1c1");
      assertThat(text(frame.encodedBy(other))).isEqualTo("2c1");
    }

    assertThat(calls).hasValue(2);
  }

  @Test
  void commit_carriesWhatItTells_soThatNobodyLooksIntoItsJson() {
    FrameWriter writer = new FrameWriter(100, memory);
    byte[] change = "[[\"demo\",\"a.b\",3],{\"x\":1.50}]".getBytes(StandardCharsets.US_ASCII);
    byte[] other = "[[\"demo\",\"a.c\",4],{}]".getBytes(StandardCharsets.US_ASCII);

    Frame commit =
        writer.part(
            "c7",
            List.of(
                new EncodedChange("s1", "demo:a.b", change),
                new EncodedChange("s2", "demo:a.c", other)),
            true);

    assertThat(text(commit.params()))
        .isEqualTo(
            "{\"cursor\":\"c7\",\"more\":true,\"changes\":["
                + "[\"s1\",[[\"demo\",\"a.b\",3],{\"x\":1.50}]],"
                + "[\"s2\",[[\"demo\",\"a.c\",4],{}]]]}");
    assertThat(commit.subscriptions()).containsExactlyInAnyOrder("s1", "s2");
    assertThat(commit.isLast()).isFalse();
    assertThat(commit.parts())
        .extracting(Frame.Part::channel)
        .containsExactly("demo:a.b", "demo:a.c");
    assertThat(commit.parts())
        .extracting(part -> text(commit.json(part)))
        .containsExactly(
            new String(change, StandardCharsets.US_ASCII),
            new String(other, StandardCharsets.US_ASCII));
  }

  @Test
  void commit_isCutWhereAFrameIsFull_andEachPartSaysWhetherMoreFollows() {
    byte[] change = "[[\"demo\",\"a.b\",3],{}]".getBytes(StandardCharsets.US_ASCII);
    EncodedChange entry = new EncodedChange("s1", "demo:a.b", change);
    FrameWriter writer = new FrameWriter(2 * entry.size() + 1, memory);

    List<Frame> frames = writer.commit("c7", List.of(entry, entry, entry));

    assertThat(frames).extracting(each -> each.parts().size()).containsExactly(2, 1);
    assertThat(frames).extracting(Frame::isLast).containsExactly(false, true);
  }

  @Test
  void resetAndMessage_carryTheirReasonAndTheirChannel() {
    FrameWriter writer = new FrameWriter(100, memory);
    byte[] sent = "{\"x\":\"\u00e9\"}".getBytes(StandardCharsets.UTF_8);

    Frame reset = writer.reset("s1", "overflow", "c7");
    Frame message = writer.message("demo:a.b", sent, User.SYSTEM);

    assertThat(reset.reason()).isEqualTo("overflow");
    assertThat(reset.subscriptions()).containsExactly("s1");
    assertThat(message.subscriptions()).isEmpty();
    assertThat(message.parts()).hasSize(1);
    assertThat(message.parts().get(0).channel()).isEqualTo("demo:a.b");
    assertThat(message.json(message.parts().get(0))).isEqualTo(ByteBuffer.wrap(sent));
  }

  @Test
  void frame_countsOnce_asLongAsSomebodyHoldsIt() {
    Frame counted = new FrameWriter(100, memory).part("c7", List.of(), false);

    counted.hold();
    long one = memory.use().of(MemoryKind.OUTBOUND);
    counted.hold();
    long two = memory.use().of(MemoryKind.OUTBOUND);
    counted.drop();
    counted.drop();

    assertThat(one).isPositive().isEqualTo(two);
    assertThat(memory.use().of(MemoryKind.OUTBOUND)).isZero();
  }
}
