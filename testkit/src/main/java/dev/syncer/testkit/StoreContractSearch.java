package dev.syncer.testkit;

import static dev.syncer.core.model.Condition.Comparison.EQUAL;
import static dev.syncer.core.model.Condition.Comparison.GREATER;
import static dev.syncer.core.model.Condition.Comparison.GREATER_OR_EQUAL;
import static dev.syncer.core.model.Condition.Comparison.LESS;
import static dev.syncer.core.model.Condition.Comparison.LESS_OR_EQUAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.Ref;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.LikePattern;
import dev.syncer.core.model.Order;
import dev.syncer.core.model.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What conditions and orders mean. Each case is asked in the store and in memory. */
abstract class StoreContractSearch extends StoreContractRecords {
  private static final Instant TIME = Instant.parse("2026-11-22T10:15:30.123Z");

  /** Each record is called by what is special in it. */
  private List<Row> samples() {
    return List.of(
        thing(Map.of("name", "none")),
        thing(
            Map.of(
                "name",
                "small",
                "number",
                -5L,
                "price",
                new BigDecimal("-0.01"),
                "day",
                LocalDate.of(1, 1, 1),
                "at",
                TIME.minusMillis(1),
                "level",
                "low",
                "place_id",
                Ref.to(1),
                "select",
                "Émile 100%")),
        thing(
            Map.of(
                "name",
                "middle",
                "number",
                0L,
                "done",
                true,
                "price",
                new BigDecimal("9.90"),
                "day",
                LocalDate.of(2026, 11, 22),
                "at",
                TIME,
                "level",
                "low",
                "place_id",
                Ref.to(2),
                "select",
                "émile_100\\")),
        thing(
            Map.of(
                "name",
                "large",
                "number",
                12L,
                "price",
                new BigDecimal("10.00"),
                "day",
                LocalDate.of(9999, 12, 31),
                "at",
                TIME.plusMillis(1),
                "level",
                "high",
                "place_id",
                Ref.to(10),
                "select",
                "emile 𝒳 100x")),
        thing(Map.of("name", "empty", "select", "", "number", 1L)),
        thing(Map.of("name", "ZULU", "select", "Σίσυφος ΣΊΣΥΦΟΣ ß")));
  }

  private record Case(Condition condition, List<String> names) {}

  private static Case when(Condition condition, String... names) {
    return new Case(condition, List.of(names));
  }

  private Condition is(String field, Condition.Comparison comparison, Object value) {
    return new Condition.Compare(field(field), comparison, value);
  }

  private Condition in(String field, Object... values) {
    return new Condition.In(field(field), List.of(values));
  }

  private Condition like(String pattern) {
    return new Condition.Like(field("select"), new LikePattern(pattern, false));
  }

  private Condition ilike(String pattern) {
    return new Condition.Like(field("select"), new LikePattern(pattern, true));
  }

  private static Condition not(Condition condition) {
    return new Condition.Not(condition);
  }

  private static Condition all(Condition... conditions) {
    return new Condition.All(List.of(conditions));
  }

  private static Condition any(Condition... conditions) {
    return new Condition.Any(List.of(conditions));
  }

  private Stream<Case> comparisons() {
    BigDecimal ten = new BigDecimal("10.00");
    LocalDate day = LocalDate.of(2026, 11, 22);
    return Stream.of(
        when(is("number", EQUAL, 0L), "middle"),
        when(is("number", LESS, 0L), "small"),
        when(is("number", LESS_OR_EQUAL, 0L), "small", "middle"),
        when(is("number", GREATER, 1L), "large"),
        when(is("number", GREATER_OR_EQUAL, 1L), "large", "empty"),
        when(not(is("number", EQUAL, 0L)), "none", "small", "large", "empty", "ZULU"),
        when(not(is("number", GREATER, -99L)), "none", "ZULU"),
        when(is("id", GREATER, 0L), "none", "small", "middle", "large", "empty", "ZULU"),
        when(is("price", EQUAL, ten), "large"),
        when(is("price", LESS, ten), "small", "middle"),
        when(is("price", LESS, new BigDecimal("0.00")), "small"),
        when(is("price", GREATER_OR_EQUAL, new BigDecimal("9.90")), "middle", "large"),
        when(is("ratio", LESS, new BigDecimal("1.000000000"))),
        when(is("day", EQUAL, day), "middle"),
        when(is("day", LESS, day), "small"),
        when(is("day", GREATER, day), "large"),
        when(is("at", EQUAL, TIME), "middle"),
        when(is("at", LESS, TIME), "small"),
        when(is("at", GREATER_OR_EQUAL, TIME), "middle", "large"),
        when(is("done", EQUAL, true), "middle"),
        when(is("done", EQUAL, false), "none", "small", "large", "empty", "ZULU"),
        when(is("done", LESS, true), "none", "small", "large", "empty", "ZULU"),
        when(is("level", EQUAL, "low"), "small", "middle"),
        when(not(is("level", EQUAL, "low")), "none", "large", "empty", "ZULU"),
        when(is("level", LESS, "low"), "large"),
        when(is("place_id", EQUAL, Ref.to(2)), "middle"),
        when(is("place_id", GREATER, Ref.to(2)), "large"),
        when(not(is("place_id", EQUAL, Ref.to(2))), "none", "small", "large", "empty", "ZULU"),
        when(is("name", EQUAL, "zulu")),
        when(is("name", LESS, "a"), "ZULU"),
        when(is("select", EQUAL, ""), "empty"),
        when(is("select", GREATER, "é"), "middle", "ZULU"),
        when(is("select", LESS, "f"), "large", "empty"));
  }

  private Stream<Case> sets() {
    Object[] many = LongStream.range(-4, 2_000).boxed().toArray();
    Object[] words =
        Stream.concat(
                LongStream.range(0, 2_000).mapToObj(i -> "w'" + i), Stream.of("emile 𝒳 100x"))
            .toArray();
    return Stream.of(
        when(in("number", 0L, 12L, 77L), "middle", "large"),
        when(in("number")),
        when(not(in("number")), "none", "small", "middle", "large", "empty", "ZULU"),
        when(not(in("number", 0L, 12L)), "none", "small", "empty", "ZULU"),
        when(in("number", many), "middle", "large", "empty"),
        when(in("select", words), "large"),
        when(in("select", "Émile 100%", "", "it's"), "small", "empty"),
        when(in("price", new BigDecimal("9.90"), new BigDecimal("-0.01")), "small", "middle"),
        when(in("day", LocalDate.of(1, 1, 1)), "small"),
        when(in("at", TIME, TIME.plusMillis(1)), "middle", "large"),
        when(in("done", true), "middle"),
        when(in("level", "high"), "large"),
        when(in("place_id", Ref.to(1), Ref.to(10)), "small", "large"),
        when(new Condition.Empty(field("number")), "none", "ZULU"),
        when(not(new Condition.Empty(field("number"))), "small", "middle", "large", "empty"),
        when(new Condition.Empty(field("select")), "none"),
        when(new Condition.Empty(field("place_id")), "none", "empty", "ZULU"),
        when(
            new Condition.Empty(field("create_uid")),
            "none",
            "small",
            "middle",
            "large",
            "empty",
            "ZULU"));
  }

  private Stream<Case> patterns() {
    return Stream.of(
        when(like("%"), "small", "middle", "large", "empty", "ZULU"),
        when(not(like("%")), "none"),
        when(like(""), "empty"),
        when(like("%mile%"), "small", "middle", "large"),
        when(like("%É%"), "small"),
        when(ilike("%É%"), "small", "middle"),
        when(ilike("%EMI%"), "large"),
        when(like("%100\\%"), "small"),
        when(like("%100\\%%"), "small"),
        when(like("%\\_%"), "middle"),
        when(like("_mile%"), "small", "middle", "large"),
        when(like("émile_100\\\\"), "middle"),
        when(like("%\\"), "middle"),
        when(like("emile _ 100x"), "large"),
        when(like("emile __ 100x")),
        when(ilike("%𝒳 100X"), "large"),
        when(ilike("%σίσυφος%"), "ZULU"),
        when(ilike("%SS%"), "ZULU"),
        when(like("%ß"), "ZULU"),
        when(not(ilike("%mile%")), "none", "empty", "ZULU"),
        when(like("%'%; DROP TABLE contract_thing; --")));
  }

  private Stream<Case> trees() {
    Condition low = is("level", EQUAL, "low");
    Condition positive = is("number", GREATER_OR_EQUAL, 0L);
    List<Condition> numbers =
        LongStream.range(0, 3_000).mapToObj(i -> is("number", EQUAL, i)).toList();
    return Stream.of(
        when(Condition.EVERY, "none", "small", "middle", "large", "empty", "ZULU"),
        when(not(Condition.EVERY)),
        when(any()),
        when(not(any()), "none", "small", "middle", "large", "empty", "ZULU"),
        when(all(low, positive), "middle"),
        when(any(low, positive), "small", "middle", "large", "empty"),
        when(not(all(low, positive)), "none", "small", "large", "empty", "ZULU"),
        when(not(any(low, positive)), "none", "ZULU"),
        when(not(not(low)), "small", "middle"),
        when(all(low, any(positive, not(positive))), "small", "middle"),
        when(new Condition.Any(numbers), "middle", "large", "empty"),
        when(not(new Condition.All(numbers)), "none", "small", "middle", "large", "empty", "ZULU"));
  }

  @Test
  void search_inEveryCase_agreesWithMemory() {
    insert(samples());
    List<Row> everything = all();

    List<String> faults = new ArrayList<>();
    Stream.of(comparisons(), sets(), patterns(), trees())
        .flatMap(cases -> cases)
        .forEach(
            one -> {
              Object found = names(search(one.condition()));
              Object matched = names(everything.stream().filter(one.condition()::matches).toList());
              long counted = store.read(tx -> tx.count(thing, one.condition()));
              if (!found.equals(one.names())
                  || !matched.equals(one.names())
                  || counted != one.names().size()) {
                faults.add(
                    "%.300s: expected %s, store found %s and counted %d, memory matched %s"
                        .formatted(one.condition(), one.names(), found, counted, matched));
              }
            });

    assertThat(faults).isEmpty();
  }

  @Test
  void order_withNulls_putsThemFirstAscendingAndLastDescending() {
    insert(samples());

    assertThat(ordered(List.of(new Order(field("number"), false)), MANY, 0))
        .containsExactly("none", "ZULU", "small", "middle", "empty", "large");
    assertThat(ordered(List.of(new Order(field("number"), true)), MANY, 0))
        .containsExactly("large", "empty", "middle", "small", "none", "ZULU");
  }

  @Test
  void order_ofText_isByCodePoint() {
    List<String> byCodePoint = List.of("", "A", "Z", "a", "b", "É", "é", "\uFFFD", "𝒳");
    insert(
        byCodePoint.stream()
            .sorted(java.util.Comparator.reverseOrder())
            .map(text -> thing(Map.of("name", text)))
            .toList());

    assertThat(ordered(List.of(new Order(field("name"), false)), MANY, 0))
        .containsExactlyElementsOf(byCodePoint);
  }

  @Test
  void order_bySeveralFields_decidesByTheFirstThatDiffersThenById() {
    insert(samples());

    assertThat(
            ordered(
                List.of(new Order(field("level"), true), new Order(field("price"), true)), MANY, 0))
        .containsExactly("middle", "small", "large", "none", "empty", "ZULU");
  }

  @Test
  void limitAndOffset_overAnOrder_pageThroughAllRecordsOnce() {
    insert(samples());
    List<Order> orders = List.of(new Order(field("done"), true));

    List<Object> pages =
        Stream.of(0, 2, 4, 6)
            .flatMap(from -> ordered(orders, 2, from).stream())
            .collect(Collectors.toList());

    assertThat(pages).isEqualTo(ordered(orders, MANY, 0)).hasSize(6);
  }

  private List<Object> ordered(List<Order> orders, int limit, int offset) {
    return names(store.read(tx -> tx.search(thing, Condition.EVERY, orders, limit, offset)));
  }
}
