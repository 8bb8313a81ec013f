package dev.syncer.core.model;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.date;
import static dev.syncer.api.Fields.dateTime;
import static dev.syncer.api.Fields.decimal;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.selection;
import static dev.syncer.api.Fields.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Ref;
import dev.syncer.rpc.ValidationException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValueCheckTest {
  private static final ModelModule MODULE =
      models ->
          models
              .model("shop.item")
              .fields(
                  text("name", 5),
                  integer("count"),
                  bool("done"),
                  decimal("price", 2),
                  date("day"),
                  dateTime("at"),
                  selection("size", "s", "Small", "l", "Large"),
                  manyToOne("parent_id", "shop.item"));

  private static final Model ITEM = Registry.of(List.of(MODULE)).model("shop.item").orElseThrow();

  static Stream<Arguments> fitting() {
    return Stream.of(
        Arguments.of("name", "12345", "12345"),
        Arguments.of("name", "😀é", "😀é"),
        Arguments.of("count", 7, 7L),
        Arguments.of("count", (1L << 53) - 1, (1L << 53) - 1),
        Arguments.of("count", BigInteger.valueOf(-5), -5L),
        Arguments.of("done", true, true),
        Arguments.of("price", "12.5", new BigDecimal("12.50")),
        Arguments.of("price", 3, new BigDecimal("3.00")),
        Arguments.of("price", "9999999999999999.99", new BigDecimal("9999999999999999.99")),
        Arguments.of("day", "2024-02-29", LocalDate.of(2024, 2, 29)),
        Arguments.of(
            "at", "2026-11-22T12:15:30.1239+02:00", Instant.parse("2026-11-22T10:15:30.123Z")),
        Arguments.of("size", "l", "l"),
        Arguments.of("parent_id", 3, Ref.to(3)),
        Arguments.of("parent_id", Ref.of(4, "x"), Ref.to(4)));
  }

  @ParameterizedTest
  @MethodSource("fitting")
  void value_thatFits_getsTheTypeOfItsField(String field, Object value, Object expected) {
    Object checked = ValueCheck.checked(ITEM, ITEM.field(field).orElseThrow(), value);

    assertThat(checked).isEqualTo(expected);
  }

  static Stream<Arguments> misfitting() {
    return Stream.of(
        Arguments.of("name", "123456"),
        Arguments.of("name", "a\0b"),
        Arguments.of("name", "\ud800"),
        Arguments.of("name", "\udc00x"),
        Arguments.of("name", 5),
        Arguments.of("name", List.of()),
        Arguments.of("count", 1L << 53),
        Arguments.of("count", Long.MIN_VALUE),
        Arguments.of("count", BigInteger.TWO.pow(70)),
        Arguments.of("count", 1.5),
        Arguments.of("count", "7"),
        Arguments.of("done", 1),
        Arguments.of("done", "true"),
        Arguments.of("price", "1.005"),
        Arguments.of("price", "1e999999999"),
        Arguments.of("price", "1e-999999999"),
        Arguments.of("price", "99999999999999999.99"),
        Arguments.of("price", 1.5),
        Arguments.of("price", "x"),
        Arguments.of("day", "2026-02-29"),
        Arguments.of("day", "+12026-01-01"),
        Arguments.of("at", "2026-11-22T10:15:30"),
        Arguments.of("at", "2026-11-22"),
        Arguments.of("size", "m"),
        Arguments.of("parent_id", 0),
        Arguments.of("parent_id", -3),
        Arguments.of("parent_id", "3"),
        Arguments.of("parent_id", Map.of("id", 3)));
  }

  @ParameterizedTest
  @MethodSource("misfitting")
  void value_thatDoesNotFit_isRefusedByModelAndField(String field, Object value) {
    assertThatThrownBy(() -> ValueCheck.checked(ITEM, ITEM.field(field).orElseThrow(), value))
        .isInstanceOfSatisfying(
            ValidationException.class,
            e -> {
              assertThat(e).hasMessageContaining("shop.item." + field);
              assertThat(e.context()).containsEntry("model", "shop.item");
              assertThat(e.context()).containsEntry("field", field).containsKey("rule");
            });
  }

  @Test
  void refusal_ofText_doesNotRepeatTheText() {
    assertThatThrownBy(
            () -> ValueCheck.checked(ITEM, ITEM.field("name").orElseThrow(), "secret-secret"))
        .hasMessageNotContaining("secret");
  }
}
