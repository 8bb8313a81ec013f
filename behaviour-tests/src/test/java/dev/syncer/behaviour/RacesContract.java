package dev.syncer.behaviour;

import static dev.syncer.behaviour.RacesModule.HIDDEN_TEAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.suite.RecordingOutlet;
import dev.syncer.testkit.adapters.FeedView;
import dev.syncer.testkit.adapters.TransportContract;
import dev.syncer.testkit.adapters.WireClient;
import dev.syncer.testkit.adapters.WireEvent;
import dev.syncer.testkit.adapters.WireFeed;
import dev.syncer.testkit.adapters.WireOrder;
import dev.syncer.testkit.adapters.WireRefusal;
import dev.syncer.testkit.adapters.WireTransport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The races that live updates are known to lose, each by its name, with its order forced. For each
 * there is a {@link RaceFault} that loses it. A transport's test extends it as it does {@link
 * TransportContract}.
 */
public abstract class RacesContract extends RacesContractCallbacks {
  private static final int TABS = 7;

  /** More than fits into the share of a connection and what a node remembers without its log. */
  private static final int UNREAD = 1_500;

  /** Made by the test that extends it. */
  protected RacesContract() {}

  static Stream<WireTransport> transports() {
    return WireTransport.all().stream();
  }

  @ParameterizedTest
  @EnumSource(
      value = RaceFault.class,
      names = {"NONE"},
      mode = EnumSource.Mode.EXCLUDE)
  void race_withItsFault_isLost(RaceFault introduced) {
    fault = introduced;
    restart(options().build());

    assertThatThrownBy(() -> introduced.run(this)).isInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void changeBetweenReadAndSubscribe_isDelivered(WireTransport transport) {
    create("before", 1);
    String cursor;
    JsonNode read;
    try (WireClient reader = WireClient.connect(server, ANA)) {
      cursor = reader.result("syncer.ping", Map.of()).get("cursor").asString();
      read = reader.model(ORDERS, "search_read", List.of());
    }
    create("between", 1);

    WireOrder order = ana(orders());
    boolean isFromNow = fault == RaceFault.SUBSCRIBES_FROM_NOW;
    try (WireFeed feed = transport.open(isFromNow ? order : order.from(cursor))) {
      assertThat(read).hasSize(1);
      assertThat(told(feed)).containsExactly("create between");
    }
  }

  /**
   * A snapshot is read in pages. Before each read of the server there is one more commit, which
   * changes a record of a page that was read, one of a page to come, and what there is at all.
   */
  @ParameterizedTest
  @MethodSource("transports")
  void changeBetweenReadAndSubscribe_beforeEachPage_isNeitherLostNorEchoed(
      WireTransport transport) {
    List<Long> ids = IntStream.range(0, 23).mapToObj(i -> create("order " + i, 1)).toList();
    AtomicInteger changes = new AtomicInteger();
    moments().beforeReads(() -> changeAround(ids, changes.getAndIncrement()));

    FeedView view = new FeedView();
    try (WireFeed feed = transport.open(ana(orders("snapshot", true)))) {
      WireEvent event = feed.next();
      view.connected(feed.answers());
      while (!event.params().path("last").asBoolean(false)) {
        view.take(event);
        event = feed.next();
      }
      moments().readsAlone();
      view.take(event);
      long end = create(END, 1);
      while (!view.records(0).containsKey(end)) {
        view.take(feed.next());
      }
    }

    Map<Long, Long> shown = new TreeMap<>();
    view.records(0).forEach((id, record) -> shown.put(id, record.get("version").asLong()));
    assertThat(changes).hasValueGreaterThan(5);
    assertThat(view.faults()).isEmpty();
    assertThat(shown).isEqualTo(fresh());
  }

  private void changeAround(List<Long> ids, int change) {
    if (change < ids.size() - 2) {
      system(
          unit -> {
            unit.model(ORDERS)
                .write(
                    List.of(ids.get(0), ids.get(ids.size() - 1)),
                    Values.values().with("rank", change));
            unit.model(ORDERS).unlink(ids.get(change + 1));
            return unit.model(ORDERS).create(Values.values().with("name", "new " + change));
          });
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void leaveByWrite_isAnUnlinkThatSaysLeft(WireTransport transport) {
    long id = create("A", 2);
    WireOrder order = ana(orders("filter", List.of(List.of("team", "=", 1))));
    String place;
    try (WireFeed feed = transport.open(order);
        WireFeed all = transport.open(ana(orders("fields", List.of("rank"))))) {
      write(id, "rank", 5);
      write(id, "team", 1);
      write(id, "rank", 6);
      write(id, "team", 2);
      write(id, "rank", 7);
      write(id, "team", HIDDEN_TEAM);

      assertThat(told(feed)).containsExactly("create A", "write A {\"rank\":6}", "unlink A left");
      assertThat(toldSoFar(all))
          .containsExactly(
              "write A {\"rank\":5}",
              "write A {\"rank\":6}",
              "write A {\"rank\":7}",
              "unlink A left");
      write(id, "team", 1);
      assertThat(told(feed)).containsExactly("create A");
      place = feed.place();
    }
    write(id, "team", 2);
    write(id, "rank", 8);

    try (WireFeed feed = transport.open(order.from(place))) {
      assertThat(told(feed)).as("while away").containsExactly("unlink A left");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void deleteOfARecordOutsideTheFilter_isNotTold(WireTransport transport) {
    long outside = create("outside", 2);
    long hidden = create("hidden", HIDDEN_TEAM);
    long gone = create("gone", 1);
    long inside = create("inside", 1);
    try (WireFeed team = transport.open(ana(orders("filter", List.of(List.of("team", "=", 1)))));
        WireFeed all = transport.open(ana(orders()))) {
      write(gone, "team", 2);

      List.of(outside, hidden, gone, inside).forEach(this::unlink);

      assertThat(told(team)).containsExactly("unlink gone left", "unlink inside");
      assertThat(toldSoFar(all))
          .containsExactly(
              "write gone {\"team\":2}", "unlink outside", "unlink gone", "unlink inside");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void filterOnAHiddenField_answersLikeOneOnAnUnknownField(WireTransport transport) {
    system(
        unit -> {
          Values groups = Values.values().with("groups", List.of("user", "manager"));
          unit.model("test.user").write(2, groups);
          return true;
        });
    Map<String, Object> wishes = new LinkedHashMap<>();
    wishes.put("filter", List.of(List.of("?", "=", 5)));
    wishes.put("order", "? desc");
    wishes.put("fields", List.of("name", "?"));

    wishes.forEach(
        (param, value) -> {
          String hidden = refusal(transport, ANA, param, value, "margin");
          String unknown = refusal(transport, ANA, param, value, "marginx");

          assertThat(hidden).contains("margin").isEqualTo(unknown.replace("marginx", "margin"));
          assertThat(refusal(transport, BEN, param, value, "margin")).isEmpty();
        });
  }

  /** What somebody is answered who names a field; empty where it is no refusal. */
  private String refusal(
      WireTransport transport, Map<String, Object> who, String param, Object value, String field) {
    String text = WireFeed.JSON.writeValueAsString(value).replace("?", field);
    Object named = WireFeed.JSON.readValue(text, Object.class);
    String token = WireClient.login(server, who);
    try {
      Map<String, Object> wanted = orders(param, named, "limit", 3);
      transport.open(WireOrder.of(server, token, List.of(wanted))).close();
      return "";
    } catch (WireRefusal e) {
      // Each fault has an id of its own, for the log.
      return String.valueOf(e.getMessage()).replaceAll("\"debug\":\"[0-9a-f]+\"", "");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void logTrimmedWhileAway_resumesAtTheBorderOnly(WireTransport transport) {
    WireOrder order = ana(orders());
    List<String> places = new ArrayList<>();
    try (WireFeed feed = transport.open(order)) {
      for (int i = 0; i < 6; i++) {
        places.add(feed.place());
        create("order " + i, 1);
        feed.next("commit");
      }
    }

    // A node that has just started knows no commit but by the log.
    restartWithAShortLog();
    prune();

    // The last three are there: who has seen the third misses nothing.
    try (WireFeed border = transport.open(order.at(server).from(places.get(3)));
        WireFeed before = transport.open(order.at(server).from(places.get(2)))) {
      assertThat(told(border))
          .containsExactly("create order 3", "create order 4", "create order 5");
      assertThat(toldSoFar(before))
          .startsWith("reset retention", "has \"order 0\"")
          .doesNotHaveDuplicates()
          .hasSize(7);
    }
  }

  /** It has not left: it has not read, and by now the log has lost what it was to be told. */
  @Test
  void logTrimmedWhileAway_ofAReaderThatStands_isAReset() {
    restartWithAShortLog();
    RecordingOutlet outlet = new RecordingOutlet();
    Connection connection = broker().connect(outlet, User.SYSTEM);
    connection.subscribe(List.of(request(ORDERS, null, false)), answers -> {});
    outlet.stopReading();
    IntStream.range(0, UNREAD).forEach(i -> create("unread " + i, 1));
    prune();

    outlet.readAgain();
    connection.drained();

    await().until(() -> !outlet.received("snapshot").isEmpty());
    assertThat(outlet.received("reset").get(0).get("reason").asString()).isEqualTo("retention");
    assertThat(outlet.notifications()).hasSizeLessThan(UNREAD);
    assertThat(outlet.closes()).isEmpty();
  }

  /**
   * Each unit of work that fails gets an id and a place in the log before it does, which the next
   * one gets again.
   */
  @ParameterizedTest
  @MethodSource("transports")
  void rollbackThenCommit_showsTheCommitAlone(WireTransport transport) {
    WireOrder order = ana(orders());
    try (WireFeed feed = transport.open(order)) {
      String before = feed.place();

      assertThatThrownBy(() -> createAndThrow("thrown away")).hasMessage("on purpose");
      moments().failNextCommit();
      assertThatThrownBy(() -> create("lost at the end", 1)).hasMessageContaining("disk is full");
      create("kept", 1);

      assertThat(told(feed)).containsExactly("create kept");
      try (WireFeed again = transport.open(order.from(before));
          WireFeed anew = transport.open(ana(orders("snapshot", true)))) {
        assertThat(toldSoFar(again)).containsExactly("create kept");
        assertThat(toldSoFar(anew)).containsExactly("has \"kept\"");
      }
    }
  }

  private void createAndThrow(String name) {
    system(
        unit -> {
          unit.model(ORDERS).create(Values.values().with("name", name));
          throw new IllegalStateException("on purpose");
        });
  }

  /** Seven tabs of one person: a browser has six connections over HTTP/1.1, a server has no six. */
  @ParameterizedTest
  @MethodSource("transports")
  void sevenTabs_areAllLive_alsoWhenSomeClose(WireTransport transport) {
    WireOrder order = ana(orders());
    List<WireFeed> tabs = new ArrayList<>();
    try {
      for (int i = 0; i < TABS; i++) {
        tabs.add(transport.open(order));
      }
      create("one", 1);
      create("two", 1);
      create(END, 1);
      assertThat(tabs)
          .allSatisfy(t -> assertThat(toldSoFar(t)).containsExactly("create one", "create two"));

      List<WireFeed> closed = tabs.subList(0, 3);
      closed.forEach(tab -> close(tab, order));
      create("three", 1);
      create(END, 1);

      assertThat(tabs.subList(3, TABS))
          .allSatisfy(tab -> assertThat(toldSoFar(tab)).containsExactly("create three"));
      try (WireFeed back = transport.open(order.from(closed.get(0).place()))) {
        assertThat(toldSoFar(back)).containsExactly("create three");
      }
    } finally {
      tabs.forEach(WireFeed::close);
    }
  }

  private void close(WireFeed tab, WireOrder order) {
    if (fault == RaceFault.TAB_ENDS_THE_SESSION) {
      WireClient.post(server, "/web/session/destroy", WireClient.body(Map.of()), order.token());
    }
    tab.close();
  }
}
