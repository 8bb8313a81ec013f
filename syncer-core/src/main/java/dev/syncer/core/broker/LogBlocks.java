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

/**
 * Reads of the log in blocks of positions, shared by all who catch up: after a cut of all
 * connections the same commits are wanted a thousand times, read and decoded once. A few blocks are
 * kept; one that the head stands in is not, for it grows. Safe for use by many threads.
 */
final class LogBlocks {
  private static final int SIZE = 256;
  private static final int KEPT = 16;

  /** Changes that all kept blocks may have together: large commits push out the others. */
  private static final int KEPT_CHANGES = 100_000;

  private final Store store;
  private final Function<Commit, EncodedCommit> encoded;
  private final Map<Long, CompletableFuture<Block>> blocks = new LinkedHashMap<>(32, 0.75f, true);

  private record Block(List<EncodedCommit> commits, long oldest, boolean isComplete, int changes) {}

  LogBlocks(Store store, Function<Commit, EncodedCommit> encoded) {
    this.store = store;
    this.encoded = encoded;
  }

  /**
   * Some of the commits after a position, in order; none at the head.
   *
   * @return empty if the log does not reach back to the position any more
   */
  Optional<List<EncodedCommit>> after(long position) {
    for (long number = position / SIZE; ; number++) {
      Block block = block(number);
      if (block.oldest > position + 1) {
        return Optional.empty();
      }
      List<EncodedCommit> later =
          block.commits.stream().filter(commit -> commit.position() > position).toList();
      if (!later.isEmpty() || !block.isComplete) {
        return Optional.of(later);
      }
    }
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
      forgetSome(number, mine, block);
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
          return new Block(commits, transaction.oldest(), transaction.head() >= end, changes);
        });
  }

  @SuppressWarnings("ReferenceEquality") // this very future
  private void forgetSome(long number, CompletableFuture<Block> mine, Block block) {
    synchronized (blocks) {
      if (!block.isComplete) {
        blocks.remove(number, mine);
        return;
      }
      int changes = block.changes;
      for (CompletableFuture<Block> each : blocks.values()) {
        changes += each.isDone() && !each.isCompletedExceptionally() ? each.join().changes : 0;
      }
      var oldestUse = blocks.entrySet().iterator();
      while (oldestUse.hasNext() && (blocks.size() > KEPT || changes > KEPT_CHANGES)) {
        CompletableFuture<Block> each = oldestUse.next().getValue();
        if (each != mine && each.isDone()) {
          changes -= each.isCompletedExceptionally() ? 0 : each.join().changes;
          oldestUse.remove();
        } else if (each == mine) {
          break;
        }
      }
    }
  }
}
