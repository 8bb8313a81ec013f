package dev.syncer.core.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.inject.Module;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.presence.Activity;
import dev.syncer.core.presence.Topic;
import dev.syncer.core.spi.Store;
import dev.syncer.rpc.MissingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Who is where: told to those who are there, and who may read it, and to nobody else. A store
 * passes it as a subclass.
 */
public abstract class PresenceContract extends RoomsFixture {

  /** The Guice module of the store under test, which keeps its files in the directory. */
  @Override
  protected abstract Module store(Path directory);

  @Override
  SyncerOptions.Builder options(SyncerOptions.Builder options) {
    return options.presenceUsers(USERS_AT_A_PLACE).outboundShare(64 * 1024);
  }

  private Topic at(long room) {
    return new Topic(model("talk.room"), room);
  }

  private static void join(Client client, Topic topic, Activity activity) {
    client.connection.join(topic, activity).orElseThrow().run();
  }

  private static void view(Client client, Topic topic) {
    join(client, topic, Activity.VIEWING);
  }

  /** The last list that a client was told of a topic, {@code [Ana viewing]}; null before any. */
  private static @Nullable String list(Client client, Topic topic) {
    String last = null;
    for (JsonNode params : client.outlet.received("presence")) {
      if (params.path("id").asLong(0) == topic.record()
          && params.get("channel").asString().equals("demo:" + topic.model().name())) {
        List<String> users = new ArrayList<>();
        params
            .get("users")
            .forEach(
                user ->
                    users.add(user.get("name").asString() + " " + user.get("state").asString()));
        last = users.toString();
      }
    }
    return last;
  }

  private static ConditionFactory soon() {
    return await().pollInterval(Duration.ofMillis(5));
  }

  private static void awaitList(Client client, Topic topic, String list) {
    soon().untilAsserted(() -> assertThat(list(client, topic)).isEqualTo(list));
  }

  @Test
  void visitors_areToldWhoIsThere_andWhenItChanges() {
    long room = room("a", 1);
    Client ana = client(user("Ana", 1, "user"));
    Client ben = client(user("Ben", 1, "user"));

    view(ana, at(room));
    awaitList(ana, at(room), "[Ana viewing]");
    join(ben, at(room), Activity.EDITING);
    awaitList(ana, at(room), "[Ana viewing, Ben editing]");
    awaitList(ben, at(room), "[Ana viewing, Ben editing]");
    view(ben, at(room));
    awaitList(ana, at(room), "[Ana viewing, Ben viewing]");
    ben.connection.leave(at(room));
    awaitList(ana, at(room), "[Ana viewing]");

    flush();
    assertThat(list(ben, at(room))).isEqualTo("[Ana viewing, Ben viewing]");
  }

  @Test
  void places_areApart_alsoAChannelAndItsRecords() {
    long first = room("a", 1);
    long second = room("b", 1);
    Client ana = client(user("Ana", 1, "user"));
    Client ben = client(user("Ben", 1, "user"));
    Client elsewhere = client(user("Cid", 1, "user"));
    elsewhere.subscribe("talk.room");

    view(ana, at(first));
    view(ben, at(second));
    view(ben, at(0));

    awaitList(ben, at(0), "[Ben viewing]");
    awaitList(ben, at(second), "[Ben viewing]");
    awaitList(ana, at(first), "[Ana viewing]");
    assertThat(elsewhere.outlet.received("presence")).isEmpty();
  }

  @Test
  void user_withSeveralConnections_isThereOnce_withTheStrongestState() {
    long room = room("a", 1);
    long anaId = user("Ana", 1, "user");
    Client one = client(anaId);
    Client two = client(anaId);
    Client ben = client(user("Ben", 1, "user"));
    view(ben, at(room));

    view(one, at(room));
    join(two, at(room), Activity.EDITING);
    awaitList(ben, at(room), "[Ana editing, Ben viewing]");
    awaitList(one, at(room), "[Ana editing, Ben viewing]");
    two.connection.close();
    awaitList(ben, at(room), "[Ana viewing, Ben viewing]");
    one.connection.close();

    awaitList(ben, at(room), "[Ben viewing]");
  }

  @Test
  void secondConnection_isToldTheList_thoughItHasNotChanged() {
    long room = room("a", 1);
    long anaId = user("Ana", 1, "user");
    Client one = client(anaId);
    Client two = client(anaId);
    view(one, at(room));
    awaitList(one, at(room), "[Ana viewing]");

    view(two, at(room));

    awaitList(two, at(room), "[Ana viewing]");
    assertThat(one.outlet.received("presence")).hasSize(1);
  }

  @Test
  void record_thatOneMayNotRead_isAnsweredLikeOneThatThereIsNot() {
    long foreign = room("theirs", 2);
    Client ana = client(user("Ana", 1, "user"));
    Client there = client(user("Bo", 2, "user"));
    view(there, at(foreign));
    awaitList(there, at(foreign), "[Bo viewing]");

    String hidden = refusal(ana, at(foreign));
    String absent = refusal(ana, at(foreign + 1));

    assertThat(hidden).isEqualTo(absent.replace("," + (foreign + 1), "," + foreign));
    flush();
    assertThat(ana.outlet.received("presence")).isEmpty();
    assertThat(list(there, at(foreign))).isEqualTo("[Bo viewing]");
    assertThat(ana.connection.joined().size()).isZero();
  }

  private static String refusal(Client client, Topic topic) {
    Throwable refusal = catchThrowable(() -> view(client, topic));
    assertThat(refusal).isInstanceOf(MissingException.class);
    return String.valueOf(refusal.getMessage());
  }

  @Test
  void userWhoLosesTheRight_isGoneFromTheList_andToldNothingMore() {
    long room = room("a", 1);
    long anaId = user("Ana", 1, "user");
    Client ana = client(anaId);
    Client ben = client(user("Ben", 1, "user"));
    Client cid = client(user("Cid", 1, "user"));
    view(ana, at(room));
    view(ana, at(0));
    view(ben, at(room));
    awaitList(ana, at(room), "[Ana viewing, Ben viewing]");

    write("talk.user", anaId, "team", 2);
    awaitList(ben, at(room), "[Ben viewing]");
    awaitList(ana, at(room), "[]");
    int told = ana.outlet.received("presence").size();
    view(cid, at(room));
    awaitList(ben, at(room), "[Ben viewing, Cid viewing]");
    flush();

    assertThat(ana.outlet.received("presence")).hasSize(told);
    assertThat(list(ana, at(0))).isEqualTo("[Ana viewing]");
    assertThat(ana.connection.joined().size()).isOne();
  }

  @Test
  void userWhoLosesTheModel_isGoneFromItsChannelToo() {
    long anaId = user("Ana", 1, "user");
    Client ana = client(anaId);
    view(ana, at(0));
    awaitList(ana, at(0), "[Ana viewing]");

    write("talk.user", anaId, "groups", List.of());

    awaitList(ana, at(0), "[]");
  }

  @Test
  void record_thatAWriteTakesOutOfReach_losesThoseWhoMayNotReadItAnyMore() {
    long room = room("a", 1);
    Client ana = client(user("Ana", 1, "user"));
    Client gus = client(user("Gus", 3, "guest"));
    view(ana, at(room));
    view(gus, at(room));
    awaitList(gus, at(room), "[Ana viewing, Gus viewing]");

    write("talk.room", room, "name", "another name");
    write("talk.room", room, "team", 2);
    awaitList(gus, at(room), "[Gus viewing]");
    awaitList(ana, at(room), "[]");
    write("talk.room", room, "team", 1);
    view(ana, at(room));

    awaitList(gus, at(room), "[Ana viewing, Gus viewing]");
  }

  @Test
  void record_thatIsUnlinked_endsItsPresences() {
    long room = room("a", 1);
    long other = room("b", 1);
    Client ana = client(user("Ana", 1, "user"));
    Client ben = client(user("Ben", 1, "user"));
    view(ana, at(room));
    view(ana, at(other));
    view(ben, at(room));
    awaitList(ben, at(room), "[Ana viewing, Ben viewing]");

    unlink("talk.room", room);

    awaitList(ana, at(room), "[]");
    awaitList(ben, at(room), "[]");
    assertThat(list(ana, at(other))).isEqualTo("[Ana viewing]");
    assertThatThrownBy(() -> view(ana, at(room))).isInstanceOf(MissingException.class);
  }

  @Test
  void connectionThatEnds_isGoneAtOnce_andOneThatIsSilentMayComeBack() {
    long room = room("a", 1);
    Client ana = client(user("Ana", 1, "user"));
    Client ben = client(user("Ben", 1, "user"));
    view(ana, at(room));
    view(ben, at(room));
    awaitList(ben, at(room), "[Ana viewing, Ben viewing]");

    ana.connection.silent(true);
    awaitList(ben, at(room), "[Ben viewing]");
    flush();
    String toldWhileSilent = list(ana, at(room));
    ana.connection.silent(false);
    awaitList(ben, at(room), "[Ana viewing, Ben viewing]");
    ana.connection.close();
    awaitList(ben, at(room), "[Ben viewing]");

    // Not an empty list, which would say that it is not there any more.
    assertThat(toldWhileSilent).isEqualTo("[Ana viewing, Ben viewing]");
  }

  @Test
  void userWhoMayNotActAnyMore_isGone() {
    long room = room("a", 1);
    long anaId = user("Ana", 1, "user");
    Client ana = client(anaId);
    Client ben = client(user("Ben", 1, "user"));
    view(ana, at(room));
    view(ben, at(room));
    awaitList(ben, at(room), "[Ana viewing, Ben viewing]");

    write("talk.user", anaId, "active", false);

    awaitList(ben, at(room), "[Ben viewing]");
    assertThat(ana.outlet.closes()).hasSize(1);
  }

  @Test
  void user_whoIsRenamed_isShownUnderTheNewName() {
    long room = room("a", 1);
    long anaId = user("Ana", 1, "user");
    Client ana = client(anaId);
    view(ana, at(room));
    awaitList(ana, at(room), "[Ana viewing]");

    write("talk.user", anaId, "name", "Anna");

    awaitList(ana, at(room), "[Anna viewing]");
  }

  /** The control of "not named" is the host, who is told of the same people. */
  @Test
  void user_whoMayNotBeRead_isNotNamed_butToThoseWhoMay() {
    long room = room("a", 1);
    long anaId = user("Ana", 1, "user");
    long benId = user("Ben", 1, "user");
    write("talk.user", anaId, "secret", true);
    Client ana = client(anaId);
    Client ben = client(benId);
    Client host = client(user("Cid", 1, "user", "host"));
    String hidden = "[talk.user," + anaId + " viewing, Ben viewing, Cid viewing]";
    String named = "[Ana viewing, Ben viewing, Cid viewing]";

    List.of(ana, ben, host).forEach(each -> view(each, at(room)));
    awaitList(host, at(room), named);
    awaitList(ben, at(room), hidden);
    awaitList(ana, at(room), hidden);
    assertThat(ben.outlet.received().toString()).doesNotContain("Ana");

    write("talk.user", benId, "groups", List.of("user", "host"));
    awaitList(ben, at(room), named);
    write("talk.user", benId, "groups", List.of("user"));
    awaitList(ben, at(room), hidden);
    write("talk.user", anaId, "secret", false);
    awaitList(ben, at(room), named);
    awaitList(ana, at(room), named);
  }

  @Test
  void user_whoseNameIsHidden_isNotNamed() {
    long ana = user("Ana", 1, "user");
    Client one = client(ana);
    Client other = client(user("Dan", 1, "mute"));
    Topic notes = new Topic(model("talk.note"), 0);

    view(one, notes);
    view(other, notes);

    awaitList(one, notes, "[Ana viewing, Dan viewing]");
    awaitList(
        other, notes, "[talk.user," + ana + " viewing, talk.user," + other.user() + " viewing]");
    assertThat(other.outlet.received().toString()).doesNotContain("Ana");
  }

  @Test
  void usersAtAPlace_atTheLimit_andOneMore() {
    long room = room("a", 1);
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < USERS_AT_A_PLACE; i++) {
      clients.add(client(user("user " + i, 1, "user")));
      view(clients.get(i), at(room));
    }
    awaitList(clients.get(0), at(room), "[user 0 viewing, user 1 viewing, user 2 viewing]");
    Client oneMore = client(user("Zoe", 1, "user"));

    boolean isRefused = oneMore.connection.join(at(room), Activity.VIEWING).isEmpty();
    Client sameUser = client(clients.get(0).user());
    join(sameUser, at(room), Activity.EDITING);
    awaitList(clients.get(1), at(room), "[user 0 editing, user 1 viewing, user 2 viewing]");
    clients.get(1).connection.leave(at(room));
    awaitList(clients.get(2), at(room), "[user 0 editing, user 2 viewing]");
    view(oneMore, at(room));

    assertThat(isRefused).isTrue();
    awaitList(oneMore, at(room), "[user 0 editing, user 2 viewing, Zoe viewing]");
  }

  /** Both find room when they ask; the one who comes second is told that it is not there. */
  @Test
  void users_whoAskAtOnceForTheLastRoom_doNotBothGetIt() {
    long room = room("a", 1);
    List<Runnable> beginnings = new ArrayList<>();
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i <= USERS_AT_A_PLACE; i++) {
      clients.add(client(user("user " + i, 1, "user")));
      beginnings.add(clients.get(i).connection.join(at(room), Activity.VIEWING).orElseThrow());
    }

    beginnings.forEach(Runnable::run);

    Client last = clients.get(USERS_AT_A_PLACE);
    awaitList(last, at(room), "[]");
    assertThat(last.connection.joined().size()).isZero();
    awaitList(clients.get(0), at(room), "[user 0 viewing, user 1 viewing, user 2 viewing]");
  }

  /** What is committed between the look and the entry counts. */
  @Test
  void record_thatIsLostBetweenAnswerAndEntry_isToldSo() {
    long room = room("a", 1);
    Client ana = client(user("Ana", 1, "user"));
    Client gus = client(user("Gus", 1, "guest"));
    view(gus, at(room));
    awaitList(gus, at(room), "[Gus viewing]");
    Runnable beginning = ana.connection.join(at(room), Activity.VIEWING).orElseThrow();

    write("talk.room", room, "team", 2);
    flush();
    beginning.run();

    awaitList(ana, at(room), "[]");
    assertThat(list(gus, at(room))).isEqualTo("[Gus viewing]");
    assertThat(ana.connection.joined().size()).isZero();
  }

  @Test
  void away_thatOvertakesTheEntry_wins() {
    long room = room("a", 1);
    Client ana = client(user("Ana", 1, "user"));
    Client ben = client(user("Ben", 1, "user"));
    Runnable beginning = ana.connection.join(at(room), Activity.VIEWING).orElseThrow();
    ana.connection.leave(at(room));

    beginning.run();
    view(ben, at(room));

    awaitList(ben, at(room), "[Ben viewing]");
    flush();
    assertThat(ana.outlet.received("presence")).isEmpty();
  }

  @Test
  void manyWhoComeOneAfterAnother_costAFewLists_andTheLastOneComes() {
    long anaId = user("Ana", 1, "user");
    Client ana = client(anaId);
    view(ana, at(0));
    Client busy = client(user("Ben", 1, "user"));

    for (int i = 0; i < 200; i++) {
      join(busy, at(0), i % 2 == 0 ? Activity.EDITING : Activity.VIEWING);
    }
    join(busy, at(0), Activity.EDITING);

    awaitList(ana, at(0), "[Ana viewing, Ben editing]");
    assertThat(ana.outlet.received("presence")).hasSizeLessThan(100);
  }

  @Test
  void readerThatIsFull_isToldTheListWhenItReadsAgain() {
    long room = room("a", 1);
    Client slow = client(user("Ana", 1, "user"));
    Client ben = client(user("Ben", 1, "user"));
    view(slow, at(room));
    view(slow, at(0));
    awaitList(slow, at(0), "[Ana viewing]");
    slow.outlet.stopReading();
    slow.subscribe("talk.room");
    for (int i = 0; slow.outlet.pendingBytes() < 64 * 1024; i++) {
      room("x".repeat(1_000) + i, 1);
      flush();
    }

    view(ben, at(room));
    awaitList(ben, at(room), "[Ana viewing, Ben viewing]");
    unlink("talk.room", room);
    awaitList(ben, at(room), "[]");
    long told = slow.outlet.received("presence").size();
    slow.outlet.readAgain();
    slow.connection.drained();

    awaitList(slow, at(room), "[]");
    assertThat(slow.outlet.received("presence")).hasSize((int) told + 1);
  }

  @Test
  void presence_isInNoLog() {
    long room = room("a", 1);
    Client ana = client(user("Ana", 1, "user"));
    long before = get(Store.class).read(transaction -> transaction.head());

    view(ana, at(room));
    awaitList(ana, at(room), "[Ana viewing]");
    ana.connection.leave(at(room));
    flush();
    long after = get(Store.class).read(transaction -> transaction.head());
    write("talk.room", room, "name", "b"); // the control

    assertThat(after).isEqualTo(before);
    assertThat(get(Store.class).<Long>read(transaction -> transaction.head()))
        .isEqualTo(before + 1);
  }
}
