package dev.syncer.core.broker;

import static dev.syncer.api.Fields.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.syncer.api.ModelModule;
import dev.syncer.api.User;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.shape.Notifications;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often the log is read for those who catch up; the log is a mock that counts its reads. */
class LogBlocksTest {
  private static final int COMMITS = 100;
  private static final int LENGTH = 60_000;
  private static final ModelModule MODELS = models -> models.model("t.page").fields(text("body"));

  private final Registry registry = Registry.of(List.of(MODELS));
  private final MemoryBudget memory = new MemoryBudget(64L * 1024 * 1024);
  private final Store store = mock(Store.class);
  private final ReadTransaction transaction = mock(ReadTransaction.class);
  private final CommitRedaction links =
      new CommitRedaction(
          registry,
          new LinkedRecords(
              store, new VisibilityLog(after -> Optional.of(List.of()), memory), memory));
  private final EncodedCommit.Encoding encoding =
      new EncodedCommit.Encoding(
          new Notifications("demo"),
          new FrameWriter(100_000, memory),
          links,
          100,
          new Encodings(memory));
  private final LogBlocks blocks =
      new LogBlocks(store, commit -> new EncodedCommit(commit, "", encoding).handedOut(), memory);
  private int reads;

  @BeforeEach
  void fillLog() {
    List<Commit> log = new ArrayList<>();
    for (long position = 1; position <= COMMITS; position++) {
      log.add(commit(position));
    }
    when(store.read(any(ReadLane.class), any()))
        .thenAnswer(
            call -> {
              Function<ReadTransaction, ?> work = call.getArgument(1);
              return work.apply(transaction);
            });
    when(transaction.head()).thenReturn((long) COMMITS);
    when(transaction.oldest()).thenReturn(1L);
    when(transaction.log(anyLong(), anyInt(), anyLong()))
        .thenAnswer(
            call -> {
              reads++;
              return some(log, call.getArgument(0), call.getArgument(1), call.getArgument(2));
            });
  }

  private Commit commit(long position) {
    Model page = registry.model("t.page").orElseThrow();
    ModelField id = page.field("id").orElseThrow();
    ModelField body = page.field("body").orElseThrow();
    Row row =
        Row.of(page, new @Nullable Object[page.fields().size()])
            .with(Map.of(id, position, body, "x".repeat(LENGTH)));
    Change change = new Change(ChangeKind.CREATE, row, Map.of(), false);
    return new Commit(position, Instant.EPOCH, User.SYSTEM, null, List.of(change));
  }

  private static List<Commit> some(List<Commit> log, long after, int limit, long bytes) {
    List<Commit> some = new ArrayList<>();
    long size = 0;
    for (Commit each : log) {
      boolean fits = some.isEmpty() || size + each.bytes() <= bytes;
      if (each.position() > after && some.size() < limit && fits) {
        some.add(each);
        size += each.bytes();
      } else if (each.position() > after) {
        break;
      }
    }
    return some;
  }

  /** P14: who sent one commit in a turn had the rest of the block read again for the next. */
  @Test
  void after_commitByCommit_readsEachBlockOnce() {
    for (int reader = 0; reader < 3; reader++) {
      for (long position = 0; position < COMMITS; position++) {
        List<EncodedCommit> next = blocks.after(position, COMMITS).orElseThrow();

        assertThat(next.get(0).position()).isEqualTo(position + 1);
      }
    }

    assertThat(blocks.after(COMMITS, COMMITS)).contains(List.of());
    assertThat(reads).isBetween(5, 10);
  }

  @Test
  void after_fromTheMidstOfTheLog_findsWhatFollows() {
    for (long position : List.of(50L, 70L, 10L, 60L, 0L, 99L)) {
      assertThat(blocks.after(position, COMMITS).orElseThrow().get(0).position())
          .isEqualTo(position + 1);
    }
  }
}
