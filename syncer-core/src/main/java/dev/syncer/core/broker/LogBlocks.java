package dev.syncer.core.broker;

import dev.syncer.core.change.Commit;
import dev.syncer.core.spi.Store;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads of the log in blocks of positions, shared by all who catch up: after a cut of all
 * connections, or a restart, the same commits are wanted a thousand times, read and decoded once. A
 * few blocks are kept; one that the head stands in is read again when somebody wants what has come
 * since. Safe for use by many threads.
 */
final class LogBlocks {
  private static final int SIZE = 256;
  private static final int KEPT = 16;

  /** Changes that all kept blocks may have together: large commits push out the others. */
  private static final int KEPT_CHANGES = 100_000;

  private final Store store;
  private final Function<Commit, EncodedCommit> encoded;
  private final Map<Long, CompletableFuture<Block>> blocks = new LinkedHashMap<>(32, 0.75f, true);

  /**
   * @param oldest where the log began
   * @param head where it ended, or the end of the block
   */
  private record Block(List<EncodedCommit> commits, long oldest, long head, int changes) {}

  LogBlocks(Store store, Function<Commit, EncodedCommit> encoded) {
    this.store = store;
    this.encoded = encoded;
  }

  /**
   * Some of the commits after a position, in order; none if there is none up to the head.
   *
   * @param head a position that the log has reached
   * @return empty if the log does not reach back to the position any more
   */
  Optional<List<EncodedCommit>> after(long position, long head) {
    long number = position / SIZE;
    while (true) {
      Block block = block(number);
      if (block.oldest > position + 1) {
        return Optional.empty();
      }
      List<EncodedCommit> later =
          block.commits.stream().filter(commit -> commit.position() > position).toList();
      if (!later.isEmpty() || block.head >= head) {
        return Optional.of(later);
      }
      if (block.head == (number + 1) * SIZE) {
        number++;
      } else {
        forget(number, block); // it has grown since
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // not what others have read since
  private void forget(long number, Block block) {
    synchronized (blocks) {
      blocks.computeIfPresent(number, (n, known) -> holds(known) == block ? null : known);
    }
  }

  /** What was read; null while it is, and where it failed. */
  private static @Nullable Block holds(CompletableFuture<Block> block) {
    return block.isDone() && !block.isCompletedExceptionally() ? block.join() : null;
  }

  private Block block(long number) {
    CompletableFuture<Block> mine = new CompletableFuture<>();
    CompletableFuture<Block> shared;
    synchronized (blocks) {
      shared = blocks.putIfAbsent(number, mine);
    }
    if (shared != null) {
      return joined(shared);
    }
    try {
      Block block = read(number);
      forgetSome(mine, block);
      mine.complete(block);
      return block;
    } catch (RuntimeException e) {
      synchronized (blocks) {
        blocks.remove(number, mine);
      }
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private static Block joined(CompletableFuture<Block> shared) {
    try {
      return shared.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  private Block read(long number) {
    long begin = number * SIZE;
    long end = begin + SIZE;
    return store.read(
        transaction -> {
          List<EncodedCommit> commits =
              transaction.log(begin, SIZE).stream()
                  .filter(commit -> commit.position() <= end)
                  .map(encoded)
                  .toList();
          int changes = commits.stream().mapToInt(EncodedCommit::size).sum();
          return new Block(
              commits, transaction.oldest(), Math.min(transaction.head(), end), changes);
        });
  }

  @SuppressWarnings("ReferenceEquality") // this very future
  private void forgetSome(CompletableFuture<Block> mine, Block block) {
    synchronized (blocks) {
      int changes = block.changes;
      for (CompletableFuture<Block> each : blocks.values()) {
        Block held = holds(each);
        changes += held == null ? 0 : held.changes;
      }
      var oldestUse = blocks.entrySet().iterator();
      while (oldestUse.hasNext() && (blocks.size() > KEPT || changes > KEPT_CHANGES)) {
        CompletableFuture<Block> each = oldestUse.next().getValue();
        Block held = holds(each);
        if (each == mine) {
          break;
        }
        if (held != null) {
          changes -= held.changes;
          oldestUse.remove();
        }
      }
    }
  }
}
