package dev.syncer.rpc.core.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.FrameKind;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeAnswer.State;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Cursors are {@code c1}, {@code c2}, … here. */
class PlacesTest {
  private static final boolean LIVE = true;
  private static final boolean BEHIND = false;

  private static Places places(SubscribeAnswer... answers) {
    return new Places(
        List.of(answers), cursor -> OptionalLong.of(Long.parseLong(cursor.substring(1))));
  }

  private static SubscribeAnswer answer(String subscription, String cursor, State state) {
    return new SubscribeAnswer(subscription, cursor, state);
  }

  private static Frame commit(String cursor, boolean isLast, String... subscriptions) {
    List<String> changes = List.of(subscriptions).stream().map(PlacesTest::change).toList();
    String json = "{\"cursor\":\"" + cursor + "\",\"changes\":[" + String.join(",", changes) + "]}";
    return new Frame(FrameKind.COMMIT, cursor, "", isLast, json.getBytes(StandardCharsets.UTF_8));
  }

  private static String change(String subscription) {
    return "[\"" + subscription + "\",[[\"demo\",\"a\",1],{\"data\":{\"x\":[1,2]}}]]";
  }

  private static Frame snapshot(String subscription, String cursor) {
    return new Frame(
        FrameKind.SNAPSHOT, cursor, subscription, !cursor.isEmpty(), new byte[] {'{', '}'});
  }

  private static Frame reset(String subscription, String cursor) {
    return new Frame(FrameKind.RESET, cursor, subscription, true, new byte[] {'{', '}'});
  }

  private static Frame heartbeat(String cursor) {
    return new Frame(FrameKind.HEARTBEAT, cursor, new byte[] {'{', '}'});
  }

  @Test
  void place_ofSubscriptionsThatStandTogether_isOneCursor() {
    Places places = places(answer("s1", "c1", State.LIVE), answer("s2", "c1", State.RESUMED));

    assertThat(places.text()).isEqualTo("c1");
    places.take(commit("c2", true, "s1"), LIVE);
    assertThat(places.text()).isEqualTo("c2");
    assertThat(places.isComplete()).isTrue();
  }

  @Test
  void commit_whileCatchingUp_movesThoseThatItNames() {
    Places places = places(answer("s1", "c1", State.RESUMED), answer("s2", "c1", State.RESUMED));

    places.take(commit("c2", true, "s1"), BEHIND);
    assertThat(places.text()).isEqualTo("c2,c1");
    places.take(heartbeat("c3"), LIVE);
    assertThat(places.text()).isEqualTo("c3");
  }

  @Test
  void commit_inParts_movesAtItsEnd() {
    Places places = places(answer("s1", "c1", State.RESUMED), answer("s2", "c1", State.RESUMED));

    places.take(commit("c2", false, "s1"), BEHIND);
    assertThat(places.text()).isEmpty();
    assertThat(places.isComplete()).isFalse();
    places.take(commit("c2", true, "s2"), BEHIND);
    assertThat(places.text()).isEqualTo("c2");
  }

  @Test
  void snapshot_isNowhereUntilItIsWhole() {
    Places places = places(answer("s1", "c1", State.SNAPSHOT), answer("s2", "c1", State.LIVE));

    assertThat(places.text()).isEqualTo(",c1");
    places.take(snapshot("s1", ""), BEHIND);
    assertThat(places.text()).isEqualTo(",c1");
    assertThat(places.isComplete()).isFalse();
    places.take(snapshot("s1", "c4"), BEHIND);
    assertThat(places.text()).isEqualTo("c4,c1");
    places.take(commit("c2", true, "s2"), BEHIND);
    assertThat(places.text()).isEqualTo("c4,c2");
    places.take(heartbeat("c4"), LIVE);
    assertThat(places.text()).isEqualTo("c4");
  }

  @Test
  void commit_thatASnapshotHoldsAlready_movesItNotBack() {
    Places places = places(answer("s1", "c1", State.SNAPSHOT));
    places.take(snapshot("s1", "c4"), BEHIND);

    places.take(commit("c3", true, "s1"), BEHIND);

    assertThat(places.text()).isEqualTo("c4");
  }

  @Test
  void reset_beginsAnew() {
    Places places = places(answer("s1", "c1", State.LIVE), answer("s2", "c1", State.LIVE));

    places.take(reset("s2", "c2"), BEHIND);

    assertThat(places.text()).isEqualTo("c1,");
  }

  @Test
  void place_ofNothing_isEmpty() {
    assertThat(places(answer("s1", "c1", State.RESET)).text()).isEmpty();
    assertThat(places().text()).isEmpty();
  }

  @Test
  void place_isReadBack() {
    assertThat(Places.parse("c1", 2)).containsExactly("c1", "c1");
    assertThat(Places.parse("c2,c1", 2)).containsExactly("c2", "c1");
    assertThat(Places.parse("c1,", 2)).containsExactly("c1", null);
    assertThat(Places.parse("", 2)).containsExactly(null, null);
    assertThat(Places.parse("c1,c2,c3", 2)).containsExactly("c1,c2,c3", "c1,c2,c3");
  }
}
