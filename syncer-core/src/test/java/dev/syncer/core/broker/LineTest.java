package dev.syncer.core.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits in a line leaves in its order, whatever was ready first. */
class LineTest {
  private final Line line = new Line();
  private final List<String> done = new ArrayList<>();

  /** Something that may not be ready yet. */
  private final class Step implements Line.Item {
    private final String name;
    private final long position;
    private final boolean isPartOfJoin;
    private boolean isReady;

    Step(String name, long position, boolean isReady, boolean isPartOfJoin) {
      this.name = name;
      this.position = position;
      this.isReady = isReady;
      this.isPartOfJoin = isPartOfJoin;
    }

    @Override
    public long sentBefore() {
      return position;
    }

    @Override
    public boolean isReady() {
      return isReady;
    }

    @Override
    public void send() {
      done.add(name);
    }

    @Override
    public boolean isPartOfJoin() {
      return isPartOfJoin;
    }

    @Override
    public void dropped() {
      done.add("dropped " + name);
    }
  }

  @Test
  void item_thatIsReady_waitsForThatBeforeIt() {
    Step first = new Step("first", 4, false, false);
    line.add(first);
    line.add(new Step("second", 5, true, false));

    line.advance();
    assertThat(done).isEmpty();
    assertThat(line.sent()).isEqualTo(4);
    first.isReady = true;
    line.advance();

    assertThat(done).containsExactly("first", "second");
    assertThat(line.isEmpty()).isTrue();
    assertThat(line.sent()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void line_isJoining_asLongAsAPartOfTheJoinWaits() {
    Step part = new Step("part", 4, false, true);
    line.add(part);
    boolean before = line.isJoining();

    part.isReady = true;
    line.advance();

    assertThat(before).isTrue();
    assertThat(line.isJoining()).isFalse();
  }

  /** The connection falls behind inside of a send: nothing that came after it may still leave. */
  @Test
  void line_thatIsClearedByASend_sendsNothingMore_andTellsWhatItDropped() {
    line.add(new AnyItem(1, line::clear));
    line.add(new Step("late", 2, true, true));

    line.advance();

    assertThat(done).containsExactly("dropped late");
    assertThat(line.isEmpty()).isTrue();
    assertThat(line.isJoining()).isFalse();
  }

  @Test
  void heartbeats_thatWaitBehindEachOther_areOne() {
    RecordingOutlet outlet = new RecordingOutlet();
    Step first = new Step("first", 1, false, false);
    line.add(first);
    line.add(new BeatItem(outlet.connection(), 2, Frame.heartbeat("c2", new byte[0])));
    line.add(new BeatItem(outlet.connection(), 3, Frame.heartbeat("c3", new byte[0])));

    first.isReady = true;
    line.advance();

    assertThat(outlet.sent).extracting(Frame::cursor).containsExactly("c3");
  }
}
