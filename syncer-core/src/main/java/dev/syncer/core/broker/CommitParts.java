package dev.syncer.core.broker;

import dev.syncer.core.broker.Seen.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a commit for one connection that catches up, each laid when it is about to be sent:
 * however much the connection sees of the commit, it costs one frame. Used by one thread at a time.
 */
final class CommitParts {
  private final String cursor;
  private final FrameWriter writer;
  private final List<Named> entries;
  private final Function<Named, EncodedChange> encode;
  private int place;
  private @Nullable EncodedChange ahead;

  /**
   * @param entries in their order; those whose subscription sees something else by the time it is
   *     their turn are left out
   */
  CommitParts(
      String cursor,
      FrameWriter writer,
      List<Named> entries,
      Function<Named, EncodedChange> encode) {
    this.cursor = cursor;
    this.writer = writer;
    this.entries = List.copyOf(entries);
    this.encode = encode;
    this.ahead = encoded();
  }

  boolean hasNext() {
    return ahead != null;
  }

  /** The next entry that is still to be told, encoded; null after the last. */
  private @Nullable EncodedChange encoded() {
    while (place < entries.size()) {
      Named next = entries.get(place++);
      if (next.isWanted()) {
        return encode.apply(next);
      }
    }
    return null;
  }

  /** The next frame; only where there {@linkplain #hasNext is} one. */
  Frame next() {
    List<EncodedChange> part = new ArrayList<>();
    int size = 0;
    EncodedChange entry = ahead;
    while (entry != null && (part.isEmpty() || size + entry.size() < writer.frameLimit())) {
      part.add(entry);
      size += entry.size();
      entry = encoded();
    }
    ahead = entry;
    return writer.part(cursor, part, entry != null);
  }
}
