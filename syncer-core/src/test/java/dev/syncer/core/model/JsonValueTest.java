package dev.syncer.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonValueTest {

  private static Object canonical(Object value) {
    return JsonValue.canonical(value, 1_000);
  }

  @Test
  void map_ofAnyOrder_hasItsKeysInOrderAndIsACopy() {
    Map<String, Object> given = new LinkedHashMap<>();
    given.put("b", new ArrayList<>(Arrays.asList(1, null)));
    given.put("a", 1.0);

    Object value = canonical(given);
    given.clear();

    assertThat(value).hasToString("{a=1, b=[1, null]}");
    assertThatThrownBy(() -> ((Map<?, ?>) value).clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void number_thatIsWhole_isALong() {
    assertThat(canonical(1.0)).isEqualTo(1L);
    assertThat(canonical(-0.0)).isEqualTo(0L);
    assertThat(canonical(new BigDecimal("3.00"))).isEqualTo(3L);
    assertThat(canonical(BigInteger.TWO)).isEqualTo(2L);
    assertThat(canonical(1.5f)).isEqualTo(1.5);
    assertThat(canonical(1e20)).isEqualTo(1e20);
  }

  static List<Object> misfits() {
    Object deep = 1L;
    for (int i = 0; i < 40; i++) {
      deep = List.of(deep);
    }
    return List.of(
        new Object(),
        Map.of(1, "x"),
        Double.NaN,
        1L << 53,
        BigInteger.TEN.pow(30),
        "\0",
        Map.of("\ud800", 1),
        deep,
        "x".repeat(999));
  }

  @ParameterizedTest
  @MethodSource("misfits")
  void value_thatIsNoJsonOrTooLarge_isRefused(Object value) {
    assertThatThrownBy(() -> canonical(value)).isInstanceOf(JsonValue.Misfit.class);
  }

  @Test
  void value_atTheLimit_isAccepted() {
    Object atLimit = Map.of("k", List.of(true, "x"));

    assertThat(JsonValue.canonical(atLimit, "{\"k\":[true,\"x\"]}".length())).isEqualTo(atLimit);
    assertThatThrownBy(() -> JsonValue.canonical(atLimit, "{\"k\":[true,\"x\"]}".length() - 1))
        .isInstanceOf(JsonValue.Misfit.class);
  }
}
