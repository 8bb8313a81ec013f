package dev.syncer.core.broker;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The encoded {@code params} of one notification. Immutable; shared by all connections that receive
 * it. Each transport wraps them in its own way, once for all of its connections.
 */
public final class Frame {
  private final FrameKind kind;
  private final String cursor;
  private final byte[] params;
  private volatile @Nullable Wrapped wrapped;

  /**
   * @param kind what it is
   * @param cursor the cursor inside of it, or empty if it has none
   * @param params JSON in UTF-8; not copied, so nobody may change it
   */
  public Frame(FrameKind kind, String cursor, byte[] params) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.cursor = Objects.requireNonNull(cursor, "cursor");
    this.params = params;
  }

  public FrameKind kind() {
    return kind;
  }

  /** The cursor that the frame carries; empty for one that carries none. */
  public String cursor() {
    return cursor;
  }

  /** Bytes of {@link #params}. */
  public int size() {
    return params.length;
  }

  /** The JSON of {@code params} in UTF-8, read-only, positioned at its start. */
  public ByteBuffer params() {
    return ByteBuffer.wrap(params).asReadOnlyBuffer();
  }

  /**
   * The frame as a transport sends it, encoded at the first call.
   *
   * @param encoding always the same object for one transport
   * @return positioned at its start, not shared: position and limit are the caller's
   */
  @SuppressWarnings("ReferenceEquality") // one object for one transport, as said above
  public ByteBuffer encodedBy(Function<Frame, ByteBuffer> encoding) {
    Wrapped known = wrapped;
    if (known == null || known.encoding != encoding) {
      known = new Wrapped(encoding, encoding.apply(this));
      wrapped = known;
    }
    return known.bytes.duplicate();
  }

  private record Wrapped(Function<Frame, ByteBuffer> encoding, ByteBuffer bytes) {}
}
