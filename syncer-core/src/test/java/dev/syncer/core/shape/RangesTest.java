package dev.syncer.core.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangesTest {
  private record Range(Object from, Object to, int number) {
    boolean has(long value) {
      return (from == Ranges.FIRST || (Long) from <= value)
          && (to == Ranges.LAST || value <= (Long) to);
    }
  }

  @Test
  void ends_belongToTheRange() {
    Ranges<String> ranges = new Ranges<>();
    ranges.add(3L, 5L, "3 to 5");
    ranges.add(Ranges.FIRST, 3L, "up to 3");
    ranges.add(5L, Ranges.LAST, "from 5");

    assertThat(found(ranges, 2)).containsExactly("up to 3");
    assertThat(found(ranges, 3)).containsExactlyInAnyOrder("up to 3", "3 to 5");
    assertThat(found(ranges, 4)).containsExactly("3 to 5");
    assertThat(found(ranges, 5)).containsExactlyInAnyOrder("3 to 5", "from 5");
  }

  @Test
  void range_thatEndsBeforeItBegins_isNeverFound() {
    Ranges<String> ranges = new Ranges<>();
    ranges.add(5L, 3L, "none");

    assertThat(found(ranges, 3)).isEmpty();
    assertThat(found(ranges, 4)).isEmpty();
    assertThat(found(ranges, 5)).isEmpty();
  }

  @Test
  void find_andCount_tellExactlyThoseAround_whateverCameAndWent() {
    long seed = Long.getLong("syncer.seed", System.nanoTime());
    System.out.println("RangesTest seed " + seed + " (repeat with -Dsyncer.seed=" + seed + ")");
    Random random = new Random(seed);
    Ranges<Range> ranges = new Ranges<>();
    List<Range> all = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      if (!all.isEmpty() && random.nextInt(5) < (i < 2_500 ? 2 : 3)) {
        Range gone = all.remove(random.nextInt(all.size()));
        ranges.remove(gone.from, gone.to, gone);
      } else {
        Range made = range(random, i);
        all.add(made);
        ranges.add(made.from, made.to, made);
      }
      long value = random.nextInt(50);
      List<Range> found = new ArrayList<>();
      ranges.find(value, found::add);
      int limit = 1 + random.nextInt(200);

      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(
              all.stream().filter(each -> each.has(value)).toList());
      assertThat(ranges.count(value, limit)).isEqualTo(Math.min(limit, found.size()));
    }
  }

  private static Range range(Random random, int number) {
    long from = random.nextInt(50);
    return new Range(
        random.nextInt(5) == 0 ? Ranges.FIRST : (Object) from,
        random.nextInt(5) == 0 ? Ranges.LAST : (Object) (from + random.nextInt(10)),
        number);
  }

  /** In order of their ends, and many: a tree that were a list would overflow the stack. */
  @Test
  void ranges_thatComeInOrder_makeNoList() {
    Ranges<Long> ranges = new Ranges<>();
    for (long i = 0; i < 200_000; i++) {
      ranges.add(i, i, i);
    }

    List<Long> found = new ArrayList<>();
    ranges.find(123_456L, found::add);
    for (long i = 0; i < 200_000; i++) {
      ranges.remove(i, i, i);
    }

    assertThat(found).containsExactly(123_456L);
    assertThat(ranges.count(123_456L, 1)).isZero();
  }

  private static List<String> found(Ranges<String> ranges, long value) {
    List<String> found = new ArrayList<>();
    ranges.find(value, found::add);
    return found;
  }
}
