package dev.syncer.core.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FrameTest {
  private final Frame frame =
      new Frame(FrameKind.HEARTBEAT, "c1", "{}".getBytes(StandardCharsets.US_ASCII));
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
}
