package dev.syncer.core.broker;

import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The encoded {@code params} of one notification. Immutable; shared by all connections that receive
 * it. Each transport wraps them in its own way, once for all of its connections.
 */
public final class Frame {
  /** Bytes of an array and what points at it. */
  private static final int OBJECT = 64;

  private final FrameKind kind;
  private final String cursor;
  private final String subscription;
  private final boolean isLast;
  private final byte[] params;
  private final @Nullable MemoryBudget memory;
  private final AtomicInteger holders = new AtomicInteger();
  private volatile @Nullable Wrapped wrapped;

  /** A frame that is whole, and not of one subscription. */
  public Frame(FrameKind kind, String cursor, byte[] params) {
    this(kind, cursor, "", true, params);
  }

  /**
   * @param kind what it is
   * @param cursor the cursor inside of it, or empty if it has none
   * @param subscription whose snapshot, reset or end it is, or empty
   * @param isLast whether nothing more of this commit, or of this snapshot, follows
   * @param params JSON in UTF-8; not copied, so nobody may change it
   */
  public Frame(FrameKind kind, String cursor, String subscription, boolean isLast, byte[] params) {
    this(kind, cursor, subscription, isLast, params, null);
  }

  /**
   * @param memory where its bytes count while somebody {@linkplain #hold holds} it
   */
  Frame(
      FrameKind kind,
      String cursor,
      String subscription,
      boolean isLast,
      byte[] params,
      @Nullable MemoryBudget memory) {
    this.memory = memory;
    this.kind = Objects.requireNonNull(kind, "kind");
    this.cursor = Objects.requireNonNull(cursor, "cursor");
    this.subscription = Objects.requireNonNull(subscription, "subscription");
    this.isLast = isLast;
    this.params = params;
  }

  public FrameKind kind() {
    return kind;
  }

  /** The cursor that the frame carries; empty for one that carries none. */
  public String cursor() {
    return cursor;
  }

  /** The subscription that a snapshot, a reset or an end belongs to; empty for other frames. */
  public String subscription() {
    return subscription;
  }

  /** False for all but the last part of a commit, and of a snapshot. */
  public boolean isLast() {
    return isLast;
  }

  /** Bytes of {@link #params}. */
  public int size() {
    return params.length;
  }

  /**
   * A transport keeps it for a connection that has not taken it. Its bytes count once, as long as
   * one or many do.
   */
  public void hold() {
    if (memory != null && holders.getAndIncrement() == 0) {
      memory.add(MemoryKind.OUTBOUND, footprint());
    }
  }

  /** A transport keeps it no longer for a connection that it {@linkplain #hold kept} it for. */
  public void drop() {
    if (memory != null && holders.decrementAndGet() == 0) {
      memory.add(MemoryKind.OUTBOUND, -footprint());
    }
  }

  /** The params, and the same again as a transport sends them. */
  private long footprint() {
    return 2L * (params.length + OBJECT);
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
    for (Wrapped known = wrapped; known != null; known = known.next) {
      if (known.encoding == encoding) {
        return known.bytes.duplicate();
      }
    }
    // Two threads may encode it both, and one of the two be forgotten: dearer, and as right.
    Wrapped made = new Wrapped(encoding, encoding.apply(this), wrapped);
    wrapped = made;
    return made.bytes.duplicate();
  }

  /** A chain, since there are as many as transports: one, two or three. */
  private record Wrapped(
      Function<Frame, ByteBuffer> encoding, ByteBuffer bytes, @Nullable Wrapped next) {}
}
