package dev.syncer.core.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CursorsTest {
  private static final String SECRET = "ab".repeat(32);
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
        "A".repeat(43),
        "A".repeat(10_000),
        new Cursors("other", "e1", SECRET).at(5),
        new Cursors("demo", "e2", SECRET).at(5),
        new Cursors("demo", "e1", "cd".repeat(32)).at(5));
  }

  @ParameterizedTest
  @MethodSource("strangers")
  void cursor_ofAnotherHistory_namesNoPosition(String stranger) {
    assertThat(cursors.position(stranger)).isEmpty();
  }

  @Test
  void cursor_withAnyByteChanged_namesNoPosition() {
    byte[] genuine = java.util.Base64.getUrlDecoder().decode(cursors.at(77));

    for (int i = 0; i < genuine.length; i++) {
      byte[] forged = genuine.clone();
      forged[i] ^= 1;
      String text = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
      assertThat(cursors.position(text)).as("byte %d", i).isEmpty();
    }
  }
}
