package dev.syncer.testkit.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Order;
import dev.syncer.core.model.Row;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Orders and pages. */
abstract class StoreContractSearch extends StoreContractFilters {
  /** Each record is called by what is special in it. */
  private List<Row> samples() {
    return List.of(
        thing(Map.of("name", "none")),
        thing(Map.of("name", "small", "number", -5L, "level", "low")),
        thing(Map.of("name", "middle", "number", 0L, "level", "low", "done", true)),
        thing(Map.of("name", "large", "number", 12L, "level", "high")),
        thing(Map.of("name", "one", "number", 1L)),
        thing(Map.of("name", "ZULU")));
  }

  @Test
  void order_withNulls_putsThemFirstAscendingAndLastDescending() {
    insert(samples());

    assertThat(ordered(List.of(new Order(field("number"), false)), MANY, 0))
        .containsExactly("none", "ZULU", "small", "middle", "one", "large");
    assertThat(ordered(List.of(new Order(field("number"), true)), MANY, 0))
        .containsExactly("large", "one", "middle", "small", "none", "ZULU");
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
                List.of(new Order(field("level"), true), new Order(field("number"), true)),
                MANY,
                0))
        .containsExactly("middle", "small", "large", "one", "none", "ZULU");
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
