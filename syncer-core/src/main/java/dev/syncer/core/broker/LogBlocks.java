package dev.syncer.core.broker;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.syncer.core.change.Commit;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.spi.MemoryClaim;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/**
 * Reads of the log in blocks, shared by all who catch up: after a cut of all connections, or a
 * restart, the same commits are wanted a thousand times, read and decoded once. Blocks begin at
 * round positions, so that those who missed a little more or less share them, and end after a
 * number of positions or of bytes; behind one that its bytes ended, the next begins where somebody
 * goes on. What is kept has a share of the memory; a block that the head stands in is read again
 * when somebody wants what has come since. Safe for use by many threads.
 */
final class LogBlocks implements MemoryBudget.Cache {
  /** Positions of a block. */
  private static final int SIZE = 256;

  /** The part of the memory that all blocks may have. */
  private static final int PARTS = 8;

  /** The part of that which one block may have, if it has more than one commit. */
  private static final int BLOCK_PARTS = 8;

  private final Store store;
  private final Function<Commit, EncodedCommit> encoded;
  private final MemoryBudget memory;
  private final long blockBytes;
  private final AsyncCache<Long, Block> blocks;

  /** Those that are kept, by where they begin. */
  private final NavigableMap<Long, Block> kept = new ConcurrentSkipListMap<>();

  /**
   * @param oldest where the log began
   * @param end the last position it speaks of
   * @param isWhole whether nothing more can be read into it
   */
  private record Block(
      List<EncodedCommit> commits, long oldest, long end, boolean isWhole, long bytes) {}

  LogBlocks(Store store, Function<Commit, EncodedCommit> encoded, MemoryBudget memory) {
    this.store = store;
    this.encoded = encoded;
    this.memory = memory;
    long share = memory.share(PARTS);
    this.blockBytes = share / BLOCK_PARTS;
    this.blocks =
        Caffeine.newBuilder()
            .maximumWeight(share)
            .weigher((Long begin, Block block) -> (int) Math.min(Integer.MAX_VALUE, block.bytes))
            .executor(Runnable::run)
            .removalListener(
                (begin, block, cause) -> {
                  if (begin != null && block != null) {
                    kept.remove(begin, block);
                    memory.add(MemoryKind.LOG_BLOCKS, -block.bytes);
                  }
                })
            .buildAsync();
  }

  /**
   * Some of the commits after a position, in order; none if there is none up to the head.
   *
   * @param head a position that the log has reached
   * @return empty if the log does not reach back to the position any more
   */
  Optional<List<EncodedCommit>> after(long position, long head) {
    long at = position;
    boolean isBehindOne = false;
    while (true) {
      long begin = begin(at, isBehindOne);
      Block block = block(begin);
      if (block.oldest > position + 1) {
        return Optional.empty();
      }
      List<EncodedCommit> later =
          block.commits.stream().filter(commit -> commit.position() > position).toList();
      if (!later.isEmpty() || block.end >= head) {
        return Optional.of(later);
      }
      if (block.isWhole) {
        at = Math.max(block.end, at);
        isBehindOne = true;
      } else {
        blocks.synchronous().asMap().remove(begin, block); // it has grown since
      }
    }
  }

  /**
   * Where the block begins that is read for those who stand at a position: one that is kept and
   * reaches beyond it, whoever it was read for. So who comes in the midst of a block, as after each
   * turn, does not have the rest of it read and decoded again.
   *
   * @param isBehindOne whether the one at the round position is known to end before
   */
  private long begin(long position, boolean isBehindOne) {
    Map.Entry<Long, Block> before = kept.floorEntry(position);
    if (before != null && before.getValue().end > position) {
      return before.getKey();
    }
    long round = position - position % SIZE;
    return isBehindOne || (before != null && before.getKey() >= round) ? position : round;
  }

  private Block block(long begin) {
    CompletableFuture<Block> mine = new CompletableFuture<>();
    CompletableFuture<Block> shared = blocks.get(begin, (key, executor) -> mine);
    if (shared != mine) {
      return joined(shared);
    }
    try {
      Block block = read(begin);
      memory.add(MemoryKind.LOG_BLOCKS, block.bytes);
      kept.put(begin, block);
      mine.complete(block);
      return block;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e); // and it is not kept
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

  /**
   * Reads for all, not for the work that asks first: a block counts for the share of the blocks,
   * and its own bound of bytes is all that limits it. So whoever goes through a long part of the
   * log holds no more than a block at a time, and is never refused what it missed.
   */
  private Block read(long begin) {
    return MemoryClaim.NONE.during(() -> store.read(ReadLane.DELIVERY, reading(begin)));
  }

  private Function<ReadTransaction, Block> reading(long begin) {
    long round = begin - begin % SIZE + SIZE;
    return transaction -> {
      long head = transaction.head();
      List<Commit> read = transaction.log(begin, SIZE, blockBytes);
      long last = read.isEmpty() ? head : read.get(read.size() - 1).position();
      boolean isCut = read.size() < SIZE && last < head;
      long end = Math.min(isCut ? last : head, round);
      List<EncodedCommit> commits =
          read.stream().filter(commit -> commit.position() <= end).map(encoded).toList();
      long bytes = commits.stream().mapToLong(EncodedCommit::bytes).sum();
      return new Block(commits, transaction.oldest(), end, isCut || end == round, bytes);
    };
  }

  @Override
  public void giveUp() {
    blocks.synchronous().invalidateAll();
  }
}
