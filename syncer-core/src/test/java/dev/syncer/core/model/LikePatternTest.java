package dev.syncer.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikePatternTest {

  @ParameterizedTest
  @CsvSource({
    "abc, abc, true",
    "a%, abc, true",
    "%c, abc, true",
    "a_c, abc, true",
    "a_c, ac, false",
    "%b%, abc, true",
    "%, '', true",
    "_, '', false",
    "a\\%c, a%c, true",
    "a\\%c, abc, false",
    "a\\_c, a_c, true",
    "a\\_c, abc, false",
    "%a%a%, aba, true",
    "%a%a%, ab, false",
    "_, 😀, true",
    "ABC, abc, false",
    "é%, été, true",
  })
  void pattern_againstText_matchesAsWritten(String pattern, String text, boolean expected) {
    boolean matches = new LikePattern(pattern, false).matches(text);

    assertThat(matches).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"ÉTÉ, été, true", "straße, STRASSE, true", "%Ö%, schön, true", "e, é, false"})
  void pattern_ignoringCase_foldsAllLetters(String pattern, String text, boolean expected) {
    boolean matches = new LikePattern(pattern, true).matches(text);

    assertThat(matches).isEqualTo(expected);
  }

  @Test
  void pattern_ofManyWildcards_isNotExponential() {
    String text = "a".repeat(5_000);

    boolean matches = new LikePattern("%a".repeat(200) + "b", false).matches(text);

    assertThat(matches).isFalse();
  }
}
