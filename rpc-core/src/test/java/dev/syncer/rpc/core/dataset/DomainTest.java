package dev.syncer.rpc.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.Filter;
import dev.syncer.api.User;
import dev.syncer.rpc.ValidationException;
import dev.syncer.rpc.core.FilterLimits;
import dev.syncer.rpc.core.json.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DomainTest {
  private static final User ANA = new User(7, "Ana", Instant.EPOCH);
  private static final Filter A = Filter.where("a", "=", 1L);
  private static final Filter B = Filter.where("b", "=", 2L);
  private static final Filter C = Filter.where("c", "=", 3L);
  private static final String TERM = "[\"a\",\"=\",1]";

  private static Filter parse(String json) {
    return parse(json, FilterLimits.DEFAULTS);
  }

  private static Filter parse(String json, FilterLimits limits) {
    Object read = new WireJson(64).read(json.getBytes(StandardCharsets.UTF_8));
    return Domain.parse(read, ANA, limits);
  }

  static Stream<Arguments> filters() {
    String a = TERM;
    String b = "[\"b\",\"=\",2]";
    String c = "[\"c\",\"=\",3]";
    return Stream.of(
        Arguments.of("[" + a + "]", Filter.all().and(A)),
        Arguments.of("[]", Filter.all()),
        Arguments.of("[" + a + "," + b + "]", Filter.all().and(A).and(B)),
        Arguments.of("[\"&\"," + a + "," + b + "]", Filter.all().and(A.and(B))),
        Arguments.of("[\"|\"," + a + "," + b + "]", Filter.all().and(A.or(B))),
        Arguments.of("[\"!\"," + a + "]", Filter.all().and(A.not())),
        Arguments.of(
            "[\"|\"," + a + ",\"&\"," + b + "," + c + "]", Filter.all().and(A.or(B.and(C)))),
        Arguments.of("[\"|\"," + a + "," + b + "," + c + "]", Filter.all().and(A.or(B)).and(C)),
        Arguments.of(
            "[[\"u\",\"contains\",\"$uid\"]]", Filter.all().and(Filter.where("u", "contains", 7L))),
        Arguments.of("[[\"u\",\"=\",\"$uid\"]]", Filter.all().and(Filter.where("u", "=", 7L))));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void domain_meansItsFilter(String json, Filter filter) {
    assertThat(parse(json)).isEqualTo(filter);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("{}", "A filter is an array"),
        Arguments.of("[7]", "Part 1 of the filter is an array"),
        Arguments.of("[" + TERM + ",\"and\"]", "Part 2 of the filter is an array"),
        Arguments.of("[[\"a\",\"=\"]]", "is [field, operator, value]"),
        Arguments.of("[[1,\"=\",1]]", "is [field, operator, value]"),
        Arguments.of("[[\"a.b\",\"=\",1]]", "a field of another model"),
        Arguments.of("[[\"a\",\"ilik\",1]]", "Did you mean \"ilike\"?"),
        Arguments.of("[[\"a\",\"contains\",[1]]]", "compares to one value"),
        Arguments.of("[[\"a\",\"in\",1]]", "takes an array for \"in\""),
        Arguments.of("[[\"a\",\"=\",[1]]]", "compares to one value"),
        Arguments.of("[[\"a\",\"in\",[[1]]]]", "compares to one value"),
        Arguments.of("[\"|\"," + TERM + "]", "ends too early"),
        Arguments.of("[\"!\"]", "ends too early"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void domain_thatIsNone_isRefusedWithItsPlace(String json, String words) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining(words);
  }

  private static String terms(int count) {
    return IntStream.range(0, count).mapToObj(i -> TERM).collect(Collectors.joining(",", "[", "]"));
  }

  /** So many operators inside each other, no two in a row the same. */
  private static String nested(int levels) {
    return nested(levels, 1);
  }

  /** As {@link #nested(int)}, with "|" at the odd levels or at the even ones. */
  private static String nested(int levels, int odd) {
    String inner = TERM;
    for (int i = levels; i > 0; i--) {
      inner = (i % 2 == odd ? "\"|\"" : "\"&\"") + "," + TERM + "," + inner;
    }
    return "[" + inner + "]";
  }

  private static String pattern(int length) {
    return "[[\"a\",\"not ilike\",\"" + "a".repeat(length) + "\"]]";
  }

  private static String values(int count) {
    return IntStream.range(0, count)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(",", "[[\"a\",\"in\",[", "]]]"));
  }

  @Test
  void domain_atItsLimits_isTaken() {
    assertThat(parse(terms(32))).isNotNull();
    assertThat(parse(nested(8))).isNotNull();
    assertThat(parse(nested(8, 0))).isNotNull();
    assertThat(parse(pattern(1_000))).isNotNull();
    assertThat(parse("[" + "\"!\",".repeat(8) + TERM + "]")).isNotNull();
    assertThat(parse("[" + "\"&\",".repeat(31) + terms(32).substring(1))).isNotNull();
    assertThat(parse(values(500))).isNotNull();
  }

  static Stream<Arguments> overLimits() {
    return Stream.of(
        Arguments.of(terms(33), "at most 32 terms"),
        Arguments.of(nested(9), "at most 8 levels"), // W11: whichever is the outermost
        Arguments.of(nested(9, 0), "at most 8 levels"),
        Arguments.of(pattern(1_001), "at most 1000 characters"), // P11
        Arguments.of("[" + "\"!\",".repeat(9) + TERM + "]", "at most 8 levels"),
        Arguments.of("[" + "\"&\",".repeat(10_000) + TERM + "]", "at most 32 terms"),
        Arguments.of(values(501), "at most 500 values"));
  }

  @ParameterizedTest
  @MethodSource("overLimits")
  void domain_pastALimit_isRefused(String json, String words) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining(words);
  }

  @Test
  void domain_underOtherLimits_isTakenAtThemAndRefusedPastThem() {
    FilterLimits limits = new FilterLimits(3, 2, 4, 10);

    assertThat(parse(terms(3), limits)).isNotNull();
    assertThat(parse(nested(2), limits)).isNotNull();
    assertThat(parse(values(4), limits)).isNotNull();
    assertThatThrownBy(() -> parse(terms(4), limits)).hasMessageContaining("at most 3 terms");
    assertThatThrownBy(() -> parse(nested(3), limits)).hasMessageContaining("at most 2 levels");
    assertThatThrownBy(() -> parse(values(5), limits)).hasMessageContaining("at most 4 values");
  }
}
