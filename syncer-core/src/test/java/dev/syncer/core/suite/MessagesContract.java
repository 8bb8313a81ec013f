package dev.syncer.core.suite;

import static dev.syncer.api.Values.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.spi.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Messages on open channels: to all others who subscribe and may read, in the order of their
 * sender, never stored. A store passes it as a subclass.
 */
public abstract class MessagesContract extends RoomsFixture {

  /** The Guice module of the store under test, which keeps its files in the directory. */
  @Override
  protected abstract Module store(Path directory);

  @Override
  SyncerOptions.Builder options(SyncerOptions.Builder options) {
    return options.outboundShare(64 * 1024);
  }

  private void send(Client from, String json) {
    send(from, json, Set.of());
  }

  private void send(Client from, String json, Set<Client> theirs) {
    from.connection.send(
        model("talk.room"),
        json.getBytes(StandardCharsets.UTF_8),
        Set.copyOf(theirs.stream().map(each -> each.connection).toList()));
  }

  /** What a client has heard, after all that was sent. */
  private List<String> heard(Client client) {
    flush();
    return client.outlet.received("message").stream()
        .map(params -> params.get("message").toString())
        .toList();
  }

  @Test
  void message_reachesAllOthersOnTheChannel_andNotItsSender() {
    long ana = user("Ana", 1, "user");
    Client sender = client(ana);
    Client sameUser = client(ana);
    Client other = client(user("Ben", 1, "user"));
    Client elsewhere = client(user("Cid", 1, "user"));
    List.of(sender, sameUser, other).forEach(each -> each.subscribe("talk.room"));
    elsewhere.subscribe("talk.note");

    send(sender, "{\"text\":\"hello\"}");

    assertThat(heard(other)).containsExactly("{\"text\":\"hello\"}");
    assertThat(heard(sameUser)).hasSize(1);
    assertThat(heard(sender)).isEmpty();
    assertThat(heard(elsewhere)).isEmpty();
    JsonNode params = other.outlet.received("message").get(0);
    assertThat(params.get("channel").asString()).isEqualTo("demo:talk.room");
    assertThat(params.at("/user_id/id").asLong()).isEqualTo(ana);
    assertThat(params.at("/user_id/name").asString()).isEqualTo("Ana");
    assertThat(params.at("/user_id/__last_update").asString()).endsWith("Z");
  }

  /** The control of "not its sender": another connection that sends nothing itself hears it. */
  @Test
  void message_toConnectionsThatAreTheSendersToo_isNotHandedOn() {
    Client sender = client(user("Ana", 1, "user"));
    Client stream = client(user("Ana too", 1, "user"));
    stream.subscribe("talk.room");

    send(sender, "1", Set.of(stream));
    send(sender, "2", Set.of());

    assertThat(heard(stream)).containsExactly("2");
  }

  @Test
  void sender_isNamedAsTheRecordCallsThemNow() {
    long ana = user("Ana", 1, "user");
    Client sender = client(ana);
    Client other = client(user("Ben", 1, "user"));
    other.subscribe("talk.room");

    write("talk.user", ana, "name", "Anna");
    flush();
    send(sender, "1");

    flush();
    assertThat(other.outlet.received("message").get(0).at("/user_id/name").asString())
        .isEqualTo("Anna");
  }

  /** The control of "not named" is the host, who hears the same message. */
  @Test
  void sender_whoMayNotBeRead_isNotNamed_butToThoseWhoMay() {
    long ana = user("Ana", 1, "user");
    long benId = user("Ben", 1, "user");
    Client sender = client(ana);
    Client ben = client(benId);
    Client host = client(user("Cid", 1, "user", "host"));
    List.of(ben, host).forEach(each -> each.subscribe("talk.room"));
    write("talk.user", ana, "secret", true);

    send(sender, "1");
    flush();
    List<String> toBen = names(ben);
    List<String> toHost = names(host);
    String heard = ben.outlet.received().toString();
    write("talk.user", benId, "groups", List.of("user", "host"));
    send(sender, "2");
    write("talk.user", benId, "groups", List.of("user"));
    send(sender, "3");
    write("talk.user", ana, "secret", false);
    send(sender, "4");
    flush();

    assertThat(toBen).containsExactly("talk.user," + ana);
    assertThat(toHost).containsExactly("Ana");
    assertThat(heard).doesNotContain("Ana").contains("\"__last_update\":\"1970-");
    assertThat(names(ben)).containsExactly(toBen.get(0), "Ana", toBen.get(0), "Ana");
  }

  /** How the senders of the messages were called that a client has heard. */
  private static List<String> names(Client client) {
    return client.outlet.received("message").stream()
        .map(params -> params.at("/user_id/name").asString())
        .toList();
  }

  @Test
  void connection_withSeveralSubscriptionsToAChannel_hearsAMessageOnce() {
    Client sender = client(user("Ana", 1, "user"));
    Client other = client(user("Ben", 1, "user"));
    String first = other.subscribe("talk.room").subscription();
    other.subscribe("talk.room");

    send(sender, "1");
    List<String> before = heard(other);
    other.connection.unsubscribe(first);
    send(sender, "2");

    assertThat(before).containsExactly("1");
    assertThat(heard(other)).containsExactly("1");
  }

  @Test
  void messages_ofASender_keepTheirOrder_alsoAmongCommits() {
    Client sender = client(user("Ana", 1, "user"));
    Client other = client(user("Ben", 1, "user"));
    other.subscribe("talk.room");

    for (int i = 0; i < 50; i++) {
      send(sender, String.valueOf(i));
      room("room " + i, 1);
    }

    assertThat(heard(other)).isEqualTo(IntStream.range(0, 50).mapToObj(String::valueOf).toList());
    assertThat(other.outlet.received("commit")).hasSize(50);
  }

  @Test
  void message_doesNotReachWhoMayNotReadAnyMore_thoughTheyHaveSubscribed() {
    Client sender = client(user("Ana", 1, "user"));
    long ben = user("Ben", 1, "user");
    Client other = client(ben);
    other.subscribe("talk.room");

    send(sender, "1");
    write("talk.user", ben, "groups", List.of());
    send(sender, "2");
    flush(); // the rights that count are those of the moment in which it is handed on
    write("talk.user", ben, "groups", List.of("user"));
    send(sender, "3");

    assertThat(heard(other)).containsExactly("1", "3");
  }

  @Test
  void channel_isOpenForThoseWhomTheModelNames_andWhoMayReadIt() {
    Client user = client(user("Ana", 1, "user"));
    Client guest = client(user("Gus", 1, "guest"));
    Client mute = client(user("Sam", 1, "speaker"));
    Client both = client(user("Bo", 1, "guest", "speaker"));

    assertThat(user.connection.maySend(model("talk.room"))).isTrue();
    assertThat(both.connection.maySend(model("talk.room"))).isTrue();
    assertThat(guest.connection.maySend(model("talk.room"))).isFalse();
    assertThat(mute.connection.maySend(model("talk.room"))).isFalse();
    assertThat(mute.connection.maySend(model("talk.plan"))).isFalse();
    assertThat(user.connection.maySend(model("talk.plan"))).isTrue();
  }

  @Test
  void channel_thatNoModuleOpened_isClosed_alsoForTheSystem() {
    Client system = new Client(dev.syncer.api.User.SYSTEM);

    assertThat(system.connection.maySend(model("talk.note"))).isFalse();
    assertThat(system.connection.maySend(model("talk.room"))).isTrue();
  }

  @Test
  void rightToSend_isTheOneOfNow() {
    long ana = user("Ana", 1, "guest");
    Client client = client(ana);

    boolean before = client.connection.maySend(model("talk.room"));
    write("talk.user", ana, "groups", List.of("guest", "speaker"));
    flush();

    assertThat(before).isFalse();
    assertThat(client.connection.maySend(model("talk.room"))).isTrue();
  }

  @Test
  void message_isInNoLog_andWhoComesLaterHasMissedIt() {
    Client sender = client(user("Ana", 1, "user"));
    Client there = client(user("Ben", 1, "user"));
    String cursor = there.subscribe("talk.room").cursor();
    long head = head();

    send(sender, "\"unique words\"");
    List<String> heard = heard(there);
    Client later = client(user("Cid", 1, "user"));
    later.subscribe("talk.room", cursor);
    room("the control", 1);
    send(sender, "\"afterwards\"");

    assertThat(heard).containsExactly("\"unique words\"");
    assertThat(heard(later)).containsExactly("\"afterwards\"");
    // The control: what is stored does come, and moves the head: a user, and a room.
    org.awaitility.Awaitility.await().until(() -> later.outlet.notifications().size() == 1);
    assertThat(head()).isEqualTo(head + 2);
  }

  private long head() {
    return get(Store.class).read(transaction -> transaction.head());
  }

  @Test
  void readerThatIsFull_missesMessages_andNoCommit() {
    Client sender = client(user("Ana", 1, "user"));
    Client slow = client(user("Ben", 1, "user"));
    Client quick = client(user("Cid", 1, "user"));
    slow.subscribe("talk.room");
    quick.subscribe("talk.room");
    slow.outlet.stopReading();
    String large = '"' + "x".repeat(1_000) + '"';

    for (int i = 0; i < 200; i++) {
      send(sender, large);
    }
    room("stored", 1);
    flush();
    long waiting = slow.outlet.pendingBytes();
    int missed = 200 - heard(slow).size();
    slow.outlet.readAgain();
    slow.connection.drained();
    org.awaitility.Awaitility.await().until(() -> slow.outlet.notifications().size() == 1);
    get(Broker.class).flushed().toCompletableFuture().join();
    send(sender, "\"again\"");

    assertThat(heard(quick)).hasSize(201);
    assertThat(waiting).isBetween(64 * 1024L, 66 * 1024L);
    assertThat(missed).isPositive();
    assertThat(heard(slow)).hasSize(201 - missed).endsWith("\"again\"");
  }

  @Test
  void connection_thatCatchesUp_hearsMessagesToo() {
    Client sender = client(user("Ana", 1, "user"));
    Client reader = client(user("Ben", 1, "user"));
    String cursor = reader.subscribe("talk.room").cursor();
    for (int i = 0; i < 20; i++) {
      create("talk.room", values().with("name", "room " + i).with("team", 1));
    }
    Client back = client(user("Cid", 1, "user"));
    back.subscribe("talk.room", cursor);

    send(sender, "1");

    assertThat(heard(back)).containsExactly("1");
  }
}
