package dev.syncer.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {
  private final OutboundQueue queue = new OutboundQueue(1_000, 10_000);

  /** Lets the socket take so many bytes. */
  private void send(int bytes) {
    ByteBuffer[] output = new ByteBuffer[8];
    int count = queue.next(output);
    int left = bytes;
    for (int i = 0; i < count && left > 0; i++) {
      int taken = Math.min(left, output[i].remaining());
      output[i].position(output[i].position() + taken);
      left -= taken;
    }
    queue.written(bytes - left);
  }

  /**
   * An I/O thread that asked whether it was empty, and then whether it was closed, lost the end.
   */
  @Test
  void queue_isFinishedWhenItsLastBytesAreOut() {
    queue.add(ByteBuffer.allocate(10));
    send(10);
    boolean whenEmpty = queue.isFinished();
    queue.close(ByteBuffer.allocate(5));
    boolean whenClosed = queue.isFinished();
    send(4);
    boolean inTheMiddle = queue.isFinished();
    send(1);

    assertThat(whenEmpty).isFalse();
    assertThat(whenClosed).isFalse();
    assertThat(inTheMiddle).isFalse();
    assertThat(queue.isFinished()).isTrue();
  }

  @Test
  void queue_thatWasDiscarded_takesNothingAnyMore() {
    queue.add(ByteBuffer.allocate(10));

    queue.discard();

    assertThat(queue.add(ByteBuffer.allocate(1))).isEqualTo(OutboundQueue.Addition.REFUSED);
    assertThat(queue.pending()).isZero();
    assertThat(queue.isFinished()).isTrue();
  }

  @Test
  void queue_thatFellBelowHalfOfItsShare_tellsItOnce() {
    queue.add(ByteBuffer.allocate(900));
    int above = queue.next(new ByteBuffer[8]);
    boolean stillHigh = sent(300);
    boolean low = sent(200);
    boolean again = sent(100);

    assertThat(above).isEqualTo(1);
    assertThat(stillHigh).isFalse();
    assertThat(low).isTrue();
    assertThat(again).isFalse();
  }

  private boolean sent(int bytes) {
    ByteBuffer[] output = new ByteBuffer[8];
    queue.next(output);
    output[0].position(output[0].position() + bytes);
    return queue.written(bytes);
  }
}
