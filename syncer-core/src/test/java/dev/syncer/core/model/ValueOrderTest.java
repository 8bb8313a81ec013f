package dev.syncer.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValueOrderTest {
  private static final int[] POINTS = {'a', 'b', 0xE9, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x1D4B3};

  private static String drawn(Random random) {
    StringBuilder text = new StringBuilder();
    random.ints(random.nextInt(5), 0, POINTS.length).forEach(i -> text.appendCodePoint(POINTS[i]));
    return text.toString();
  }

  @Test
  void texts_areOrderedAsTheirBytesInUtf8() {
    long seed = Long.getLong("syncer.seed", System.nanoTime());
    System.out.println("ValueOrderTest seed " + seed + " (repeat with -Dsyncer.seed=" + seed + ")");
    Random random = new Random(seed);

    for (int i = 0; i < 100_000; i++) {
      String a = drawn(random);
      String b = drawn(random);

      int bytes =
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
      assertThat(Integer.signum(ValueOrder.compare(a, b)))
          .as("seed %d: %s and %s", seed, a, b)
          .isEqualTo(Integer.signum(bytes));
    }
  }
}
