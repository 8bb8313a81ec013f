package dev.syncer.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
  @CsvSource({
    "ÉTÉ, été, true",
    "ABC, aBc, true",
    "%ΟΣ%, οσα, true",
    "%ΟΣ, ΟΣ, true",
    "straße, STRASSE, true",
    "%Ö%, schön, true",
    "e, é, false"
  })
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

  /**
   * P11: a pattern that nearly stands everywhere, in a long text, again and again. In steps that is
   * 40 times the text; where each place of the text began anew it was more than 300,000 times,
   * which takes minutes.
   */
  @Test
  void pattern_thatNearlyStandsEverywhere_isFoundInOnePass() {
    String text = "a".repeat(65_536);
    LikePattern plain = LikePattern.containing("a".repeat(999) + "b", false);
    LikePattern places = LikePattern.containing("a_".repeat(499) + "ab", true);
    LikePattern longer = LikePattern.containing("a".repeat(32_000) + "b", true);

    assertTimeoutPreemptively(
        Duration.ofSeconds(40),
        () -> {
          for (int i = 0; i < 10; i++) {
            assertThat(plain.matches(text)).isFalse();
            assertThat(plain.matches(text + "b")).isTrue();
            assertThat(places.matches(text)).isFalse();
            assertThat(longer.matches(text + "B")).isTrue();
          }
        });
  }

  /** The words of the parts are those of the slow way also where a part is longer than a word. */
  @Test
  void pattern_ofLongParts_matchesAsTheSlowWay() {
    Random random = new Random(7);

    for (int i = 0; i < 2_000; i++) {
      String text = letters(random, 150, "ab");
      int from = random.nextInt(20);
      StringBuilder part = new StringBuilder(text.substring(from, from + 60 + random.nextInt(70)));
      for (int j = random.nextInt(9); j > 0; j--) {
        part.setCharAt(random.nextInt(part.length()), random.nextInt(6) == 0 ? 'b' : '_');
      }

      assertThat(LikePattern.containing(part.toString(), false).matches(text))
          .as("%s in %s", part, text)
          .isEqualTo(Pattern.compile(part.toString().replace('_', '.')).matcher(text).find());
    }
  }

  private static String letters(Random random, int count, String of) {
    return random
        .ints(count, 0, of.length())
        .mapToObj(at -> of.substring(at, at + 1))
        .collect(Collectors.joining());
  }

  private static final String[] LETTERS = {"a", "B", "b", "é", "É", "ß", "Σ", "ς", "𝒳", "%", "_"};

  private static String drawn(Random random, boolean isPattern) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      String letter = LETTERS[random.nextInt(isPattern ? LETTERS.length : LETTERS.length - 2)];
      text.append(isPattern && random.nextInt(5) == 0 ? "\\" : "").append(letter);
    }
    return text.toString();
  }

  /** The slow way: letter by letter, and every way to go on. */
  private static boolean matches(String pattern, String text) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    int first = pattern.codePointAt(0);
    if (first == '%') {
      return matches(pattern.substring(1), text)
          || (!text.isEmpty() && matches(pattern, rest(text)));
    }
    boolean isEscape = first == '\\' && pattern.length() > 1;
    int wanted = isEscape ? pattern.codePointAt(1) : first;
    boolean isAny = first == '_';
    String further = pattern.substring((isEscape ? 1 : 0) + Character.charCount(wanted));
    return !text.isEmpty()
        && (isAny || text.codePointAt(0) == wanted)
        && matches(further, rest(text));
  }

  private static String rest(String text) {
    return text.substring(Character.charCount(text.codePointAt(0)));
  }

  private static String folded(String text) {
    return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace('ς', 'σ');
  }

  @Test
  void pattern_ofRandomLetters_matchesAsTheSlowWay() {
    long seed = Long.getLong("syncer.seed", System.nanoTime());
    System.out.println(
        "LikePatternTest seed " + seed + " (repeat with -Dsyncer.seed=" + seed + ")");
    Random random = new Random(seed);

    for (int i = 0; i < 100_000; i++) {
      String pattern = drawn(random, true);
      String text = drawn(random, false);

      assertThat(new LikePattern(pattern, false).matches(text))
          .as("seed %d: %s like %s", seed, text, pattern)
          .isEqualTo(matches(pattern, text));
      assertThat(new LikePattern(pattern, true).matches(text))
          .as("seed %d: %s ilike %s", seed, text, pattern)
          .isEqualTo(matches(folded(pattern), folded(text)));
    }
  }

  @Test
  void pattern_withTheSameTextAndCase_isEqual() {
    assertThat(new LikePattern("a%", true))
        .isEqualTo(new LikePattern("a%", true))
        .hasSameHashCodeAs(new LikePattern("a%", true))
        .isNotEqualTo(new LikePattern("a%", false))
        .isNotEqualTo(new LikePattern("a", true));
  }
}
