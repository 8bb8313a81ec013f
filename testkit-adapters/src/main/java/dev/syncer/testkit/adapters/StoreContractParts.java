package dev.syncer.testkit.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Order;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.Found;
import dev.syncer.core.spi.MemoryClaim;
import dev.syncer.core.spi.MemoryOverException;
import dev.syncer.core.spi.Search;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reads of some fields, and of so many bytes (P9, P23): what is large is never held together. */
abstract class StoreContractParts extends StoreContractSearch {
  private static final int COUNT = 10;
  private static final int LARGE = 10_000;

  /** Each has a large name. */
  private List<Long> large() {
    return insert(
        IntStream.range(0, COUNT)
            .mapToObj(i -> thing(Map.of("name", "x".repeat(LARGE), "number", (long) i)))
            .toList());
  }

  private Found find(Search search) {
    return store.read(tx -> tx.search(thing, search));
  }

  private static List<Long> ids(List<Row> rows) {
    return rows.stream().map(Row::id).toList();
  }

  @Test
  void search_ofSomeFields_readsAndShowsThoseWithIdAndVersion_whateverDecidesTheOrder() {
    List<Long> ids = large();

    Found found =
        find(
            Search.of(new Condition.Compare(field("number"), Condition.Comparison.GREATER, 1L))
                .orders(List.of(new Order(field("number"), true)))
                .limit(3)
                .offset(1)
                .fields(Set.of(field("done"))));

    assertThat(ids(found.rows())).containsExactly(ids.get(8), ids.get(7), ids.get(6));
    assertThat(found.rows()).allSatisfy(row -> assertShows(row, Set.of("id", "version", "done")));
    assertThat(found.isCut()).isFalse();
  }

  private void assertShows(Row row, Set<String> names) {
    assertThat(row.asMap()).containsOnlyKeys(names);
    assertThat(row.version()).isEqualTo(1);
    for (ModelField field : thing.fields()) {
      if (!names.contains(field.name())) {
        assertThat(row.value(field)).as("%s", field).isNull();
      }
    }
    assertThat(row.bytes()).isLessThan(LARGE);
  }

  @Test
  void read_ofSomeFields_readsAndShowsThoseWithIdAndVersion() {
    List<Long> ids = large();

    List<Row> rows =
        store.read(tx -> tx.read(thing, ids.subList(2, 5), Set.of(field("number"), field("done"))));

    assertThat(ids(rows)).isEqualTo(ids.subList(2, 5));
    assertThat(rows)
        .allSatisfy(row -> assertShows(row, Set.of("id", "version", "number", "done")))
        .extracting(row -> row.get("number"))
        .containsExactly(2L, 3L, 4L);
  }

  @Test
  void search_ofNoFields_tellsIdsAndVersions() {
    List<Long> ids = large();

    List<Row> rows = find(Search.of(Condition.EVERY).fields(Set.of())).rows();

    assertThat(ids(rows)).isEqualTo(ids);
    assertThat(rows).allSatisfy(row -> assertShows(row, Set.of("id", "version")));
  }

  @Test
  void search_ofSoManyBytes_endsBeforeThemAndSaysSo() {
    List<Long> ids = large();
    long each = search(Condition.EVERY).get(0).bytes();

    Found some = find(Search.of(Condition.EVERY).bytes(4 * each));
    Found rest = find(Search.of(Condition.EVERY).offset(4).bytes(6 * each));
    Found limited = find(Search.of(Condition.EVERY).limit(4).bytes(4 * each));

    assertThat(ids(some.rows())).isEqualTo(ids.subList(0, 4));
    assertThat(some.isCut()).isTrue();
    assertThat(ids(rest.rows())).isEqualTo(ids.subList(4, COUNT));
    assertThat(rest.isCut()).isFalse();
    assertThat(ids(limited.rows())).isEqualTo(ids.subList(0, 4));
    assertThat(limited.isCut()).as("there is no more within its limit").isFalse();
  }

  @Test
  void search_ofFewerBytesThanARecordHas_findsOneEachTime() {
    List<Long> ids = large();
    List<Long> found = new ArrayList<>();

    for (int i = 0; i < COUNT; i++) {
      Found one = find(Search.of(Condition.EVERY).offset(i).bytes(1));
      assertThat(one.isCut()).isEqualTo(i < COUNT - 1);
      found.addAll(ids(one.rows()));
    }

    assertThat(found).isEqualTo(ids);
  }

  @Test
  void read_whenItWouldHoldMoreThanItsClaim_endsInItsMidst() {
    List<Long> ids = large();
    MemoryBudget budget = new MemoryBudget(4 * LARGE); // of which a claim may have half

    try (MemoryClaim claim = MemoryClaim.on(budget, MemoryKind.CALLS)) {
      assertThatThrownBy(() -> claim.during(() -> search(Condition.EVERY)))
          .isInstanceOf(MemoryOverException.class);
      assertThat(claim.taken()).as("one record is, and no second").isBetween(1L, 2L * LARGE);
    }
    try (MemoryClaim claim = MemoryClaim.on(budget, MemoryKind.CALLS)) {
      assertThatThrownBy(() -> claim.during(() -> read(thing, ids)))
          .isInstanceOf(MemoryOverException.class);
      assertThat(claim.taken()).isBetween(1L, 2L * LARGE);
    }
    try (MemoryClaim claim = MemoryClaim.on(budget, MemoryKind.CALLS)) {
      List<Row> one = claim.during(() -> read(thing, ids.subList(0, 1)));
      assertThat(claim.taken()).isEqualTo(one.get(0).bytes());
    }

    assertThat(budget.used()).isZero();
    assertThat(search(Condition.EVERY)).as("without a claim").hasSize(COUNT);
  }
}
