package dev.syncer.testkit.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.Fields;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.WriteTransaction;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Units of work and the change log. */
abstract class StoreContractLog extends StoreContractOracle {

  @Test
  void state_ofANewDatabase_namesEpochSecretAndNoCommit() {
    long head = store.read(tx -> tx.head());
    long oldest = store.read(tx -> tx.oldest());

    assertThat(state.epoch()).matches("[a-z0-9]{1,32}");
    assertThat(state.secret()).matches("[0-9a-f]{64}");
    assertThat(state.head()).isZero();
    assertThat(head).isZero();
    assertThat(oldest).isEqualTo(1);
    assertThat(log()).isEmpty();
  }

  @Test
  void state_afterACleanEnd_isTheSameHistory() {
    StoreState before = state;
    store.write(tx -> create(tx, "first"));

    reopen();

    assertThat(state).isEqualTo(new StoreState(before.epoch(), before.secret(), 1, Map.of()));
  }

  @Test
  void note_isKeptUntilTheNextStart_butNotOfAUnitThatFails() {
    store.write(
        tx -> {
          tx.note("model", "first");
          tx.note("model", "second");
          tx.note("other", "gone");
          tx.note("other", null);
          return tx.head();
        });
    assertThatThrownBy(
            () ->
                store.write(
                    tx -> {
                      tx.note("model", "third");
                      throw new IllegalStateException("on purpose");
                    }))
        .hasMessage("on purpose");

    reopen();

    assertThat(state.notes()).containsExactly(Map.entry("model", "second"));
  }

  /** What was noted of the values of a column is about none where the column is new. */
  @Test
  void noteOfAField_isDropped_whereItsColumnIsAdded() {
    store.write(
        tx -> {
          tx.note(StoreContractModels.THING + ":name", "made");
          tx.note(StoreContractModels.THING + ":later", "made before it was taken away");
          return tx.head();
        });
    store.close();
    ModelModule more =
        models -> models.extend(StoreContractModels.THING).fields(Fields.text("later"));

    store = store(folder);
    state = store.open(Registry.of(List.of(new StoreContractModels(), more)));

    assertThat(state.notes()).containsExactly(Map.entry("contract.thing:name", "made"));
  }

  @Test
  void append_ofACommitWithoutChanges_isAPlaceInTheLog() {
    Commit mark = new Commit(0, NOON, User.SYSTEM, null, List.of());

    store.write(tx -> tx.append(mark));

    assertThat(log()).containsExactly(mark.at(1));
    assertThat(heard).containsExactly(mark.at(1));
  }

  @Test
  void append_answersPositionsFromOne() {
    Committed<Long> first = store.write(tx -> create(tx, "first"));
    Committed<Long> second = store.write(tx -> create(tx, "second"));

    assertThat(first.position()).isEqualTo(1);
    assertThat(second.position()).isEqualTo(2);
    assertThat(store.<Long>read(tx -> tx.head())).isEqualTo(2);
    assertThat(store.<Long>read(tx -> tx.oldest())).isEqualTo(1);
    assertThat(log()).extracting(Commit::position).containsExactly(1L, 2L);
  }

  @Test
  void commit_inTheLogAndAtTheListener_isWhatWasAppended() {
    Row record =
        withId(
            thing(
                Map.of(
                    "name",
                    "Ünï \"q\" 👩",
                    "price",
                    new BigDecimal("12.50"),
                    "day",
                    LocalDate.of(2026, 11, 22),
                    "at",
                    NOON,
                    "place_id",
                    Ref.to(3))),
            7);
    Map<dev.syncer.core.model.ModelField, @Nullable Object> old = new HashMap<>();
    old.put(field("name"), null);
    old.put(field("number"), 5L);
    Commit commit =
        new Commit(
            0,
            NOON,
            new User(9, "Ana", NOON),
            "key-1",
            List.of(
                new Change(ChangeKind.WRITE, record, old, true),
                new Change(ChangeKind.UNLINK, withId(record, 8), Map.of(), false)));

    store.write(tx -> tx.append(commit));

    assertSame(log().get(0), commit.at(1));
    assertSame(heard.get(0), commit.at(1));
  }

  private static void assertSame(Commit actual, Commit expected) {
    assertThat(actual.position()).isEqualTo(expected.position());
    assertThat(actual.time()).isEqualTo(expected.time());
    assertThat(actual.user()).isEqualTo(expected.user());
    assertThat(actual.mutation()).isEqualTo(expected.mutation());
    assertThat(actual.changes()).hasSameSizeAs(expected.changes());
    for (int i = 0; i < expected.changes().size(); i++) {
      Change change = actual.changes().get(i);
      Change wanted = expected.changes().get(i);
      assertThat(change.kind()).isEqualTo(wanted.kind());
      assertThat(change.isIndirect()).isEqualTo(wanted.isIndirect());
      assertThat(change.oldValues()).isEqualTo(wanted.oldValues());
      assertThat(change.record().asMap()).isEqualTo(wanted.record().asMap());
    }
  }

  @Test
  void log_paged_holdsEachCommitOnce() {
    for (int i = 0; i < 7; i++) {
      String name = "c" + i;
      store.write(tx -> create(tx, name));
    }

    assertThat(log(0, 3)).extracting(Commit::position).containsExactly(1L, 2L, 3L);
    assertThat(log(3, 3)).extracting(Commit::position).containsExactly(4L, 5L, 6L);
    assertThat(log(6, 3)).extracting(Commit::position).containsExactly(7L);
    assertThat(log(7, 3)).isEmpty();
    assertThat(log(99, 3)).isEmpty();
  }

  @Test
  void positions_afterReopening_goOn() {
    store.write(tx -> create(tx, "before"));
    reopen();

    Committed<Long> after = store.write(tx -> create(tx, "after"));

    assertThat(after.position()).isEqualTo(2);
    assertThat(heard).extracting(Commit::position).containsExactly(1L, 2L);
  }

  @Test
  void write_withoutAppend_answersTheHeadAndTellsNobody() {
    store.write(tx -> create(tx, "one"));

    Committed<String> quiet = store.write(tx -> "nothing");

    assertThat(quiet).isEqualTo(new Committed<>("nothing", 1));
    assertThat(heard).hasSize(1);
  }

  @Test
  void write_thatThrows_leavesNothingAndThrowsTheSame() {
    long kept = store.write(tx -> create(tx, "kept")).value();
    RuntimeException failure = new IllegalArgumentException("no");
    Error error = new AssertionError("no");

    assertThatThrownBy(() -> store.write(tx -> spoil(tx, kept, failure))).isSameAs(failure);
    assertThatThrownBy(() -> store.write(tx -> spoil(tx, kept, error))).isSameAs(error);
    Committed<Long> next = store.write(tx -> create(tx, "next"));

    assertThat(next.position()).isEqualTo(2);
    assertThat(names(all())).containsExactly("kept", "next");
    assertThat(log()).extracting(StoreContractFixture::nameOf).containsExactly("kept", "next");
    assertThat(heard).extracting(StoreContractFixture::nameOf).containsExactly("kept", "next");
  }

  private long spoil(WriteTransaction transaction, long kept, Throwable failure) {
    transaction.update(thing, List.of(withId(thing(Map.of("name", "spoiled")), kept)));
    create(transaction, "ghost");
    transaction.delete(thing, List.of(kept));
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  @Test
  void write_readsWhatItWrote() {
    List<Object> seen =
        store
            .write(
                tx -> {
                  long id = create(tx, "one");
                  tx.update(thing, List.of(withId(thing(Map.of("name", "changed")), id)));
                  assertThat(tx.head()).isEqualTo(1);
                  return names(tx.read(thing, List.of(id)));
                })
            .value();

    assertThat(seen).containsExactly("changed");
  }

  @Test
  void append_twiceInAUnitOfWork_isRefused() {
    assertThatThrownBy(
            () ->
                store.write(
                    tx -> {
                      create(tx, "one");
                      return create(tx, "two");
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(log()).isEmpty();
    assertThat(all()).isEmpty();
  }

  @Test
  void write_insideOfAWrite_isRefusedWithARemedy() {
    assertThatThrownBy(() -> store.write(outer -> store.write(inner -> 1).value()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("transaction at hand");
  }

  @Test
  void transaction_afterItsUnitOfWork_isRefused() {
    AtomicReference<@Nullable WriteTransaction> leaked = new AtomicReference<>();
    store.write(
        tx -> {
          leaked.set(tx);
          return 1;
        });

    assertThatThrownBy(() -> Objects.requireNonNull(leaked.get()).head())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void listener_thatThrows_breaksNothing() {
    store.close();
    store = store(folder);
    store.open(registry);
    store.follow(
        commit -> {
          heard.add(commit);
          throw new IllegalStateException("listener");
        });

    IntStream.range(0, 3).forEach(i -> store.write(tx -> create(tx, "c" + i)));

    assertThat(heard).extracting(Commit::position).containsExactly(1L, 2L, 3L);
    assertThat(log()).hasSize(3);
  }

  @Test
  void listener_whenItHears_findsTheCommitDurableAndTheCallerWaiting() {
    store.close();
    store = store(folder);
    store.open(registry);
    AtomicReference<List<Commit>> logThen = new AtomicReference<>(List.of());
    store.follow(commit -> logThen.set(log()));

    store.write(tx -> create(tx, "one"));

    // Set before write returned, and read by another connection than the one that wrote.
    assertThat(logThen.get()).extracting(Commit::position).containsExactly(1L);
  }

  @Test
  void calls_afterClose_areRefused() {
    store.close();

    assertThatThrownBy(() -> store.write(tx -> 1)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.read(tx -> 1)).isInstanceOf(StoreException.class);
    store.close();
  }

  @Test
  void log_ofARecord_hasItsChangesAlone_newestFirst() {
    store.write(
        tx ->
            tx.append(
                new Commit(
                    0,
                    NOON,
                    User.SYSTEM,
                    null,
                    List.of(
                        new Change(
                            ChangeKind.CREATE,
                            withId(thing(Map.of("name", "a")), 1),
                            Map.of(),
                            false),
                        new Change(
                            ChangeKind.CREATE,
                            withId(thing(Map.of("name", "b")), 11),
                            Map.of(),
                            true),
                        new Change(
                            ChangeKind.CREATE,
                            withId(row(place, Map.of()), 1),
                            Map.of(),
                            false)))));
    store.write(
        tx -> tx.append(commit(ChangeKind.WRITE, withId(thing(Map.of("name", "other")), 11))));
    store.write(
        tx ->
            tx.append(
                commit(
                    ChangeKind.WRITE,
                    withId(thing(Map.of("name", "\"record\":{\"id\":1, \\ ü")), 1))));

    List<Commit> two = store.read(tx -> tx.log(thing, 1, 9));
    List<Commit> newest = store.read(tx -> tx.log(thing, 1, 1));
    List<Commit> none = store.read(tx -> tx.log(thing, 2, 9));

    assertThat(two).hasSize(2).allSatisfy(each -> assertThat(each.changes()).hasSize(1));
    assertThat(two).extracting(Commit::position).containsExactly(3L, 1L);
    assertThat(two)
        .extracting(StoreContractLog::nameOf)
        .containsExactly("\"record\":{\"id\":1, \\ ü", "a");
    assertThat(two).extracting(Commit::time).containsOnly(NOON);
    assertThat(newest).extracting(Commit::position).containsExactly(3L);
    assertThat(none).isEmpty();
  }
}
