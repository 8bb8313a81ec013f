package dev.syncer.core.broker;

import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The encoded {@code params} of one notification, and what the broker knew of them, so that nobody
 * has to look into the JSON for it. Immutable; shared by all connections that receive it. Each
 * transport wraps them in its own way, once for all of its connections.
 */
public final class Frame {
  /** Bytes of an array and what points at it. */
  private static final int OBJECT = 64;

  /** Bytes that say where a part is. */
  private static final int PART = 40;

  private final FrameKind kind;
  private final String cursor;
  private final String subscription;
  private final String reason;
  private final boolean isLast;
  private final List<Part> parts;
  private final byte[] params;
  private final @Nullable MemoryBudget memory;
  private final AtomicInteger holders = new AtomicInteger();
  private volatile @Nullable Wrapped wrapped;

  /**
   * Something in the params that stands for itself: a change, as one subscription is told it, or a
   * message.
   *
   * @param subscription that is told the change; empty for a message, which is of a channel
   * @param channel of the record, or of the message
   * @param offset where its JSON begins in the params: a notification, or what was sent
   * @param length bytes of its JSON
   */
  public record Part(String subscription, String channel, int offset, int length) {
    public Part {
      Objects.requireNonNull(subscription, "subscription");
      Objects.requireNonNull(channel, "channel");
    }
  }

  private Frame(
      FrameKind kind,
      String cursor,
      String subscription,
      String reason,
      boolean isLast,
      List<Part> parts,
      byte[] params,
      @Nullable MemoryBudget memory) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.cursor = Objects.requireNonNull(cursor, "cursor");
    this.subscription = Objects.requireNonNull(subscription, "subscription");
    this.reason = Objects.requireNonNull(reason, "reason");
    this.isLast = isLast;
    this.parts = List.copyOf(parts);
    this.params = params;
    this.memory = memory;
  }

  private static Frame whole(FrameKind kind, String cursor, String subscription, byte[] params) {
    return new Frame(kind, cursor, subscription, "", true, List.of(), params, null);
  }

  /**
   * A commit, or a part of one.
   *
   * @param isLast whether nothing more of the commit follows
   * @param params JSON in UTF-8, here and below; not copied, so nobody may change it
   */
  public static Frame commit(String cursor, List<Part> parts, boolean isLast, byte[] params) {
    return new Frame(FrameKind.COMMIT, cursor, "", "", isLast, parts, params, null);
  }

  /**
   * Some records of a snapshot.
   *
   * @param cursor where the tail begins; empty for all but the last of the snapshot
   */
  public static Frame snapshot(String subscription, String cursor, byte[] params) {
    boolean isLast = !cursor.isEmpty();
    return new Frame(FrameKind.SNAPSHOT, cursor, subscription, "", isLast, List.of(), params, null);
  }

  /**
   * A subscription starts anew.
   *
   * @param reason why, for programs
   */
  public static Frame reset(String subscription, String reason, String cursor, byte[] params) {
    return new Frame(FrameKind.RESET, cursor, subscription, reason, true, List.of(), params, null);
  }

  /** A subscription has ended alone. */
  public static Frame ended(String subscription, byte[] params) {
    return whole(FrameKind.ENDED, "", subscription, params);
  }

  /** All up to a cursor was sent. */
  public static Frame heartbeat(String cursor, byte[] params) {
    return whole(FrameKind.HEARTBEAT, cursor, "", params);
  }

  /** What somebody sent on a channel. */
  public static Frame message(Part message, byte[] params) {
    return new Frame(FrameKind.MESSAGE, "", "", "", true, List.of(message), params, null);
  }

  /** Who is at a place. */
  public static Frame presence(byte[] params) {
    return whole(FrameKind.PRESENCE, "", "", params);
  }

  /** The same, whose bytes count while somebody {@linkplain #hold holds} it. */
  Frame counted(MemoryBudget budget) {
    return new Frame(kind, cursor, subscription, reason, isLast, parts, params, budget);
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

  /** The subscriptions that are told something by it; none for what is of all, or of a channel. */
  public Set<String> subscriptions() {
    if (!subscription.isEmpty()) {
      return Set.of(subscription);
    }
    return parts.stream()
        .map(Part::subscription)
        .filter(each -> !each.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Why a subscription starts anew; empty for all but a reset. */
  public String reason() {
    return reason;
  }

  /** False for all but the last part of a commit, and of a snapshot. */
  public boolean isLast() {
    return isLast;
  }

  /** The changes of a commit, in their order, or the one message; none for other frames. */
  public List<Part> parts() {
    return parts;
  }

  /** The JSON of one of the {@link #parts}, in UTF-8, read-only, positioned at its start. */
  public ByteBuffer json(Part part) {
    return ByteBuffer.wrap(params, part.offset, part.length).slice().asReadOnlyBuffer();
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

  /** The params, and the same again as a transport sends them; and where its parts are. */
  private long footprint() {
    return 2L * (params.length + OBJECT) + (long) PART * parts.size();
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
