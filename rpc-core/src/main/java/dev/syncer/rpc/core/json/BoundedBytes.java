package dev.syncer.rpc.core.json;

import dev.syncer.core.spi.MemoryClaim;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Bytes that are written, counted on the current claim, and no more than so many. */
final class BoundedBytes extends ByteArrayOutputStream {
  private final long most;
  private final MemoryClaim claim = MemoryClaim.current();
  private @Nullable RuntimeException refusal;

  BoundedBytes(long most) {
    super(256);
    this.most = most;
  }

  @Override
  public synchronized void write(int b) {
    grow(1);
    super.write(b);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    grow(length);
    super.write(bytes, offset, length);
  }

  private void grow(int length) {
    try {
      if (count + (long) length > most) {
        throw new TooLarge(most);
      }
      claim.take(length);
    } catch (RuntimeException e) {
      refusal = e;
      throw e;
    }
  }

  /** What was thrown since there was no room, which may have been wrapped since; null for none. */
  @Nullable RuntimeException refusal() {
    return refusal;
  }

  /** Gives back what was counted: the bytes are handed over, or of no use. */
  void release() {
    claim.giveBack(count);
  }
}
