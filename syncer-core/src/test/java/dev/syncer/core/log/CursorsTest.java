package dev.syncer.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CursorsTest {
  private static final Secret SECRET = new Secret("ab".repeat(32));
  private final Cursors cursors = new Cursors("demo", "e1", SECRET);

  @Test
  void cursor_ofAPosition_isReadBack() {
    assertThat(cursors.position(cursors.at(0))).hasValue(0);
    assertThat(cursors.position(cursors.at(Long.MAX_VALUE))).hasValue(Long.MAX_VALUE);
  }

  static Stream<String> strangers() {
    return Stream.of(
        "",
        "x",
        "%%%",
        "AAAA",
        "A".repeat(22),
        "A".repeat(43),
        "A".repeat(10_000),
        new Cursors("other", "e1", SECRET).at(5),
        new Cursors("demo", "e2", SECRET).at(5),
        new Cursors("demo", "e1", new Secret("cd".repeat(32))).at(5));
  }

  @ParameterizedTest
  @MethodSource("strangers")
  void cursor_ofAnotherHistory_namesNoPosition(String stranger) {
    assertThat(cursors.position(stranger)).isEmpty();
  }

  @Test
  void cursor_withAnyByteChanged_namesNoPosition() {
    byte[] genuine = Base64.getUrlDecoder().decode(cursors.at(77));

    for (int i = 0; i < genuine.length; i++) {
      byte[] forged = genuine.clone();
      forged[i] ^= 1;
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
      assertThat(cursors.position(text)).as("byte %d", i).isEmpty();
    }
  }

  /** L11: the position stood in bytes 8 to 15, so whoever had two cursors counted the commits. */
  @Test
  void cursors_ofPositionsSideBySide_haveNothingInCommon() {
    for (long position = 0; position < 1_000; position++) {
      byte[] one = Base64.getUrlDecoder().decode(cursors.at(position));
      byte[] next = Base64.getUrlDecoder().decode(cursors.at(position + 1));

      int differing = 0;
      for (int i = 0; i < one.length; i++) {
        differing += Integer.bitCount((one[i] ^ next[i]) & 0xff);
      }
      // Half of 128 bits, give or take six standard deviations.
      assertThat(differing).as("of positions %d and %d", position, position + 1).isBetween(30, 98);
    }
  }

  /** L11: equal for the whole database, on every node and after every restart. */
  @Test
  void cursor_ofTheSamePosition_isTheSameEverywhere() {
    assertThat(new Cursors("demo", "e1", new Secret("ab".repeat(32))).at(5))
        .isEqualTo(cursors.at(5))
        .isEqualTo("aPyJvnWQELMx0MqPlnOeJQ")
        .hasSize(22);
  }

  @Test
  void cursor_inOtherWordsForTheSameBytes_namesNoPosition() {
    String genuine = cursors.at(5);
    char last = genuine.charAt(21);

    for (char other = 'A'; other <= 'z'; other++) {
      if (other != last) {
        assertThat(cursors.position(genuine.substring(0, 21) + other)).isEmpty();
      }
    }
  }
}
