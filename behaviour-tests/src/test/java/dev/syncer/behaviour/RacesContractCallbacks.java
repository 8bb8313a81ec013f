package dev.syncer.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.User;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.suite.RecordingOutlet;
import dev.syncer.testkit.adapters.WireClient;
import dev.syncer.testkit.adapters.WireFeed;
import dev.syncer.testkit.adapters.WireTransport;
import dev.syncer.testkit.base.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Callbacks that end their subscription and begin it anew while they are told something. */
public abstract class RacesContractCallbacks extends RacesFixture {
  private static final int COMMITS = 10;
  private static final int ROUNDS = 4;

  RacesContractCallbacks() {}

  /** All commits have happened when it is told the first. */
  @Test
  void callbackThatResubscribes_inItsDelivery_getsEachCommitOnce() {
    Resubscribing callback = new Resubscribing();
    RecordingOutlet bystander = new RecordingOutlet();
    broker()
        .connect(bystander, User.SYSTEM)
        .subscribe(List.of(request(ORDERS, null, false)), answers -> {});

    List<String> created = createAtOnce();
    await().until(() -> bystander.notifications().size() == created.size());
    await().until(() -> callback.names.contains(END));

    assertThat(callback.outlet.received("reset")).isEmpty();
    assertThat(callback.names).isEqualTo(created);
    assertThat(callback.rounds).isEqualTo(ROUNDS);
    assertThat(callback.nested).isZero();
    assertThat(callback.outlet.received("snapshot")).hasSize(1);
  }

  /** Creates orders whose commits the broker hears of one right after the other; their names. */
  private List<String> createAtOnce() {
    List<String> names = new ArrayList<>();
    IntStream.range(0, COMMITS).forEach(i -> names.add("order " + i));
    names.add(END);
    held().hold();
    names.forEach(name -> create(name, 1));
    held().release();
    broker().flushed().toCompletableFuture().join();
    return names;
  }

  /**
   * Ends its subscription at each of the first commits and begins it anew, from that commit on. As
   * any client it takes nothing between the two: that is of the one that has ended.
   */
  private final class Resubscribing {
    final List<String> names = new CopyOnWriteArrayList<>();
    final RecordingOutlet outlet = new RecordingOutlet(this::received);
    final Connection connection = broker().connect(outlet, User.SYSTEM);
    private volatile boolean isBetween;
    private boolean isInside;
    int rounds;
    int nested;

    Resubscribing() {
      connection.subscribe(List.of(request(ORDERS, null, false)), answers -> {});
    }

    private void received(Received frame) {
      nested += isInside ? 1 : 0;
      isInside = true;
      if (frame.kind().equals("commit") && !isBetween) {
        JsonNode change = frame.params().get("changes").get(0);
        names.add(change.get(1).get(1).get("record_name").asString());
        if (rounds < ROUNDS) {
          isBetween = true;
          connection.unsubscribe(change.get(0).asString());
          connection.subscribe(requests(frame), answers -> isBetween = false);
          rounds++;
        }
      }
      isInside = false;
    }

    /** In the first round something else too. */
    private List<SubscribeRequest> requests(Received frame) {
      String cursor = frame.params().get("cursor").asString();
      if (fault == RaceFault.RESUMES_TOO_LATE) {
        cursor = broker().cursor(broker().position(cursor).orElseThrow() + 1);
      }
      SubscribeRequest again = request(ORDERS, cursor, false);
      return rounds == 0 ? List.of(request("test.user", null, true), again) : List.of(again);
    }
  }

  /**
   * All commits are on their way when it ends the subscription, and the new one's id is the same.
   */
  @Test
  void callbackThatResubscribes_overASocket_getsEachCommitOnce() {
    try (WireClient client = WireClient.connect(server, ANA);
        WireFeed bystander = WireTransport.all().get(0).open(ana(orders()))) {
      JsonNode id = client.result("syncer.subscribe", orders()).get("subscription");
      List<String> created = createAtOnce();

      List<String> names = new ArrayList<>();
      for (int round = 0; !names.contains("later"); round++) {
        JsonNode commit = client.notification("syncer.commit");
        names.add(commit.at("/changes/0/1/1/record_name").asString());
        if (round < ROUNDS) {
          client.request("syncer.unsubscribe", Map.of("subscription", id.asString()));
          int again =
              client.request("syncer.subscribe", orders("cursor", commit.get("cursor").asString()));
          JsonNode answer = client.answer(again);
          if (fault != RaceFault.TAKES_WHAT_WAS_ON_ITS_WAY) {
            client.forget(); // what came before the answer is of the one that has ended
          }
          assertThat(answer.at("/result/subscription")).isEqualTo(id);
        } else if (names.contains(END) && !created.contains("later")) {
          created.add("later"); // what would come twice comes before it
          create("later", 1);
        }
      }

      assertThat(names).isEqualTo(created);
      assertThat(id).as("is of what is seen").isEqualTo(subscription(bystander));
    }
  }

  private static JsonNode subscription(WireFeed feed) {
    return feed.answers().get(0).get("subscription");
  }
}
