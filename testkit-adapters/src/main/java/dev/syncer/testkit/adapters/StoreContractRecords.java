package dev.syncer.testkit.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.Ref;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.ValueCheck;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Insert, read, update, delete. */
abstract class StoreContractRecords extends StoreContractFixture {

  static Stream<Arguments> values() {
    return Stream.of(
        one("name", ""),
        one("name", "Ünïcödé, 漢字, 👩‍👩‍👧, \uFFFF"),
        one("name", "it's \"quoted\" \\ % _ :name ? -- /* {} [1] \r\n\t\u0001\u007f\u2028"),
        one("name", "true"),
        one("name", "007"),
        one("name", "x".repeat(65_536)),
        one("number", 0L),
        one("number", ValueCheck.MAX_INTEGER),
        one("number", -ValueCheck.MAX_INTEGER),
        one("done", true),
        one("done", false),
        one("price", new BigDecimal("0.00")),
        one("price", new BigDecimal("-0.01")),
        one("price", new BigDecimal("9999999999999999.99")),
        one("price", new BigDecimal("-9999999999999999.99")),
        one("ratio", new BigDecimal("999999999.999999999")),
        one("ratio", new BigDecimal("0.000000001")),
        one("day", LocalDate.of(1, 1, 1)),
        one("day", LocalDate.of(2024, 2, 29)),
        one("day", LocalDate.of(9999, 12, 31)),
        one("at", Instant.parse("0001-01-01T00:00:00Z")),
        one("at", Instant.parse("1969-12-31T23:59:59.999Z")),
        one("at", Instant.parse("2026-11-22T10:15:30.123Z")),
        one("at", Instant.parse("9999-12-31T23:59:59.999Z")),
        one("level", "high"),
        one("place_id", Ref.to(1)),
        one("place_id", Ref.to(ValueCheck.MAX_INTEGER)),
        one("select", "from"),
        one("value", 7L));
  }

  private static Arguments one(String field, Object value) {
    return Arguments.of(field, value);
  }

  @ParameterizedTest
  @MethodSource("values")
  void value_insertedAndUpdated_comesBackEqual(String field, Object value) {
    Row written = thing(Map.of(field, value));

    long id = insert(written);
    long other = insert(thing(Map.of()));
    store.write(
        tx -> {
          tx.update(thing, List.of(withId(written, other)));
          return other;
        });

    List<Row> read = read(thing, List.of(id, other));
    assertThat(read)
        .extracting(Row::asMap)
        .containsExactly(withId(written, id).asMap(), withId(written, other).asMap());
    assertThat(read.get(0).get(field)).isEqualTo(value);
  }

  @Test
  void value_setToNull_comesBackNull() {
    Map<String, @Nullable Object> everything = new LinkedHashMap<>();
    values().forEach(one -> everything.put((String) one.get()[0], one.get()[1]));
    long id = insert(thing(everything));
    Row empty = withId(thing(Map.of()), id);

    store.write(
        tx -> {
          tx.update(thing, List.of(empty));
          return id;
        });

    assertThat(all()).extracting(Row::asMap).containsExactly(empty.asMap());
  }

  @Test
  void baseFields_written_comeBackEqual() {
    Row written = thing(Map.of("version", 12L, "create_uid", Ref.to(7), "write_uid", Ref.to(9)));

    long id = insert(written);

    assertThat(all()).extracting(Row::asMap).containsExactly(withId(written, id).asMap());
  }

  @Test
  void insert_ofManyRows_answersIdsInTheirOrder() {
    List<Row> rows =
        IntStream.range(0, 5_000).mapToObj(i -> thing(Map.of("name", "n" + i))).toList();

    List<Long> ids = insert(rows);

    assertThat(ids).hasSize(5_000).isSorted().doesNotHaveDuplicates();
    Map<Long, Object> nameById = new LinkedHashMap<>();
    all().forEach(row -> nameById.put(row.id(), row.get("name")));
    Map<Long, Object> expected = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      expected.put(ids.get(i), "n" + i);
    }
    assertThat(nameById).isEqualTo(expected);
  }

  @Test
  void updateAndDelete_ofManyRows_reachThoseOnly() {
    List<Long> ids =
        insert(IntStream.range(0, 3_000).mapToObj(i -> thing(Map.of("number", 0L))).toList());
    List<Row> changed =
        ids.subList(0, 2_000).stream()
            .map(id -> withId(thing(Map.of("number", id, "name", "n" + id)), id))
            .toList();

    store.write(
        tx -> {
          tx.update(thing, changed);
          tx.delete(thing, ids.subList(1_000, 1_500));
          return ids;
        });

    List<Long> left = new ArrayList<>(ids);
    left.subList(1_000, 1_500).clear();
    assertThat(all()).extracting(Row::id).containsExactlyElementsOf(left);
    assertThat(all())
        .allSatisfy(
            row -> {
              boolean wasChanged = row.id() <= ids.get(1_999);
              assertThat(row.get("number")).isEqualTo(wasChanged ? row.id() : 0L);
              assertThat(row.get("name")).isEqualTo(wasChanged ? "n" + row.id() : null);
            });
  }

  @Test
  void bulkCalls_withNothing_doNothing() {
    long id = insert(thing(Map.of()));

    List<Long> ids =
        store
            .write(
                tx -> {
                  tx.update(thing, List.of());
                  tx.delete(thing, List.of());
                  return tx.insert(thing, List.of());
                })
            .value();

    assertThat(ids).isEmpty();
    assertThat(read(thing, List.of())).isEmpty();
    assertThat(all()).extracting(Row::id).containsExactly(id);
  }

  @Test
  void read_ofMixedIds_answersThoseThatExistAscending() {
    List<Long> ids = insert(List.of(thing(Map.of()), thing(Map.of()), thing(Map.of())));
    List<Long> asked =
        Stream.concat(
                Stream.of(ids.get(2), ids.get(0), ids.get(2), -1L, 0L),
                LongStream.range(1_000_000, 1_040_000).boxed())
            .toList();

    List<Row> read = store.read(tx -> tx.read(thing, asked));

    assertThat(read).extracting(Row::id).containsExactly(ids.get(0), ids.get(2));
  }

  @Test
  void ids_afterDelete_doNotComeBack() {
    long first = insert(thing(Map.of()));
    deleteAll();
    long second = insert(thing(Map.of()));
    deleteAll();

    reopen();
    long third = insert(thing(Map.of()));

    assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void ids_ofTwoModels_areApart() {
    long ofThing = insert(thing(Map.of()));

    long ofPlace = insert(row(place, Map.of("name", "Here")));

    assertThat(ofPlace).isEqualTo(ofThing);
    assertThat(read(place, List.of(ofPlace))).extracting(Row::displayName).containsExactly("Here");
  }

  @Test
  void records_afterReopening_areThere() {
    long id = insert(thing(Map.of("name", "kept")));

    reopen();

    assertThat(names(read(thing, List.of(id)))).containsExactly("kept");
  }

  private void deleteAll() {
    List<Long> ids = all().stream().map(Row::id).toList();
    store.write(
        tx -> {
          tx.delete(thing, ids);
          return ids;
        });
  }

  @Test
  void savepoint_ofWorkThatThrows_undoesThatWorkAlone() {
    List<Row> seen = new ArrayList<>();

    store.write(
        tx -> {
          tx.insert(thing, List.of(thing(Map.of("name", "before"))));
          try {
            tx.savepoint(
                () -> {
                  tx.insert(thing, List.of(thing(Map.of("name", "outer"))));
                  tx.savepoint(
                      () -> tx.insert(thing, List.of(thing(Map.of("name", "inner, kept")))));
                  throw new IllegalStateException("on purpose");
                });
          } catch (IllegalStateException e) {
            seen.addAll(tx.search(thing, dev.syncer.core.model.Condition.EVERY, List.of(), 9, 0));
          }
          return tx.insert(thing, List.of(thing(Map.of("name", "after"))));
        });

    assertThat(names(seen)).containsExactly("before");
    assertThat(names(all())).containsExactly("before", "after");
  }

  @Test
  void savepoint_insideOneThatHolds_isUndoneAlone() {
    store.write(
        tx ->
            tx.savepoint(
                () -> {
                  tx.insert(thing, List.of(thing(Map.of("name", "outer"))));
                  try {
                    tx.savepoint(
                        () -> {
                          create(tx, "inner");
                          throw new IllegalStateException("on purpose");
                        });
                  } catch (IllegalStateException e) {
                    assertThat(e).hasMessage("on purpose");
                  }
                  return create(tx, "second");
                }));

    assertThat(names(all())).containsExactly("outer", "second");
    assertThat(log()).hasSize(1);
  }
}
