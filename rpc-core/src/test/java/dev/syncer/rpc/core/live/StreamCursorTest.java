package dev.syncer.rpc.core.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeAnswer.State;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Cursors are {@code c1}, {@code c2}, … here. */
class StreamCursorTest {
  private static final boolean LIVE = true;
  private static final boolean BEHIND = false;

  private static StreamCursor of(SubscribeAnswer... answers) {
    return new StreamCursor(
        List.of(answers), cursor -> OptionalLong.of(Long.parseLong(cursor.substring(1))));
  }

  private static SubscribeAnswer answer(String subscription, String cursor, State state) {
    return new SubscribeAnswer(subscription, cursor, state);
  }

  private static final byte[] PARAMS = {'{', '}'};

  private static Frame commit(String cursor, boolean isLast, String... subscriptions) {
    List<Frame.Part> parts =
        Stream.of(subscriptions).map(each -> new Frame.Part(each, "demo:a", 0, 2)).toList();
    return Frame.commit(cursor, parts, isLast, PARAMS);
  }

  private static Frame snapshot(String subscription, String cursor) {
    return Frame.snapshot(subscription, cursor, PARAMS);
  }

  private static Frame reset(String subscription, String cursor) {
    return Frame.reset(subscription, "overflow", cursor, PARAMS);
  }

  private static Frame heartbeat(String cursor) {
    return Frame.heartbeat(cursor, PARAMS);
  }

  @Test
  void place_ofSubscriptionsThatStandTogether_isOneCursor() {
    StreamCursor cursor = of(answer("s1", "c1", State.LIVE), answer("s2", "c1", State.RESUMED));

    assertThat(cursor.text()).isEqualTo("c1");
    cursor.take(commit("c2", true, "s1"), LIVE);
    assertThat(cursor.text()).isEqualTo("c2");
    assertThat(cursor.isComplete()).isTrue();
  }

  @Test
  void commit_whileCatchingUp_movesThoseThatItNames() {
    StreamCursor cursor = of(answer("s1", "c1", State.RESUMED), answer("s2", "c1", State.RESUMED));

    cursor.take(commit("c2", true, "s1"), BEHIND);
    assertThat(cursor.text()).isEqualTo("c2,c1");
    cursor.take(heartbeat("c3"), LIVE);
    assertThat(cursor.text()).isEqualTo("c3");
  }

  @Test
  void commit_inParts_movesAtItsEnd() {
    StreamCursor cursor = of(answer("s1", "c1", State.RESUMED), answer("s2", "c1", State.RESUMED));

    cursor.take(commit("c2", false, "s1"), BEHIND);
    assertThat(cursor.text()).isEmpty();
    assertThat(cursor.isComplete()).isFalse();
    cursor.take(commit("c2", true, "s2"), BEHIND);
    assertThat(cursor.text()).isEqualTo("c2");
  }

  @Test
  void snapshot_isNowhereUntilItIsWhole() {
    StreamCursor cursor = of(answer("s1", "c1", State.SNAPSHOT), answer("s2", "c1", State.LIVE));

    assertThat(cursor.text()).isEqualTo(",c1");
    cursor.take(snapshot("s1", ""), BEHIND);
    assertThat(cursor.text()).isEqualTo(",c1");
    assertThat(cursor.isComplete()).isFalse();
    cursor.take(snapshot("s1", "c4"), BEHIND);
    assertThat(cursor.text()).isEqualTo("c4,c1");
    cursor.take(commit("c2", true, "s2"), BEHIND);
    assertThat(cursor.text()).isEqualTo("c4,c2");
    cursor.take(heartbeat("c4"), LIVE);
    assertThat(cursor.text()).isEqualTo("c4");
  }

  @Test
  void commit_thatASnapshotHoldsAlready_movesItNotBack() {
    StreamCursor cursor = of(answer("s1", "c1", State.SNAPSHOT));
    cursor.take(snapshot("s1", "c4"), BEHIND);

    cursor.take(commit("c3", true, "s1"), BEHIND);

    assertThat(cursor.text()).isEqualTo("c4");
  }

  @Test
  void reset_beginsAnew() {
    StreamCursor cursor = of(answer("s1", "c1", State.LIVE), answer("s2", "c1", State.LIVE));

    cursor.take(reset("s2", "c2"), BEHIND);

    assertThat(cursor.text()).isEqualTo("c1,");
  }

  @Test
  void place_ofNothing_isEmpty() {
    assertThat(of(answer("s1", "c1", State.RESET)).text()).isEmpty();
    assertThat(of().text()).isEmpty();
  }

  @Test
  void place_isReadBack() {
    assertThat(StreamCursor.parse("c1", 2)).containsExactly("c1", "c1");
    assertThat(StreamCursor.parse("c2,c1", 2)).containsExactly("c2", "c1");
    assertThat(StreamCursor.parse("c1,", 2)).containsExactly("c1", null);
    assertThat(StreamCursor.parse("", 2)).containsExactly(null, null);
    assertThat(StreamCursor.parse("c1,c2,c3", 2)).containsExactly("c1,c2,c3", "c1,c2,c3");
  }
}
