package dev.syncer.behaviour;

import static dev.syncer.api.Group.group;
import static dev.syncer.api.Values.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Records;
import dev.syncer.api.Values;
import dev.syncer.core.SyncerOptions;
import dev.syncer.testkit.adapters.PollFeeds;
import dev.syncer.testkit.adapters.TransportContract;
import dev.syncer.testkit.adapters.TransportFixture;
import dev.syncer.testkit.adapters.TransportModule;
import dev.syncer.testkit.adapters.WireClient;
import dev.syncer.testkit.adapters.WireEvent;
import dev.syncer.testkit.adapters.WireFeed;
import dev.syncer.testkit.adapters.WireOrder;
import dev.syncer.testkit.adapters.WireTransport;
import dev.syncer.testkit.base.TestModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * What a reader sees decides whether something is sent: a change of which nothing is shown to
 * somebody is no event of theirs, over no transport, neither live nor to one who comes back. Behind
 * each hidden change comes one that is seen, and is the next thing that arrives. A transport's test
 * extends it as it does {@link TransportContract}.
 */
public abstract class HiddenChangesContract extends TransportFixture {
  private static final int OVERFLOW = 20;
  private static final List<Map<String, Object>> ALL =
      List.of(Map.of("channel", "demo:x.box"), Map.of("channel", "demo:x.part"));

  private long box;
  private long part;

  /** Made by the test that extends it. */
  protected HiddenChangesContract() {}

  @Override
  protected ModelModule[] modules() {
    return new ModelModule[] {
      new TestModule(group("user")), new TransportModule(), new HiddenChangesModule()
    };
  }

  @Override
  protected SyncerOptions.Builder options() {
    return super.options().overflow(OVERFLOW);
  }

  static Stream<WireTransport> transports() {
    return WireTransport.all().stream();
  }

  @BeforeEach
  void createBox() {
    box = create("x.box", values().with("name", "box").with("price", 1));
    part = create("x.part", values().with("name", "part").with("cost", 1).with("box_id", box));
  }

  private long create(String model, Values values) {
    return system(unit -> unit.model(model).create(values));
  }

  private void write(String model, long id, String field, @Nullable Object value) {
    system(
        unit -> {
          unit.model(model).write(id, values().with(field, value));
          return null;
        });
  }

  /** What the next commits tell, in short, up to the one that names the box so. */
  private static List<String> toldUpTo(WireFeed feed, String name) {
    List<String> told = new ArrayList<>();
    while (told.stream().noneMatch(each -> each.contains("\"" + name + "\""))) {
      WireEvent event = feed.next();
      switch (event.kind()) {
        case "commit" ->
            event.params().get("changes").forEach(change -> told.add(brief(change.get(1))));
        case "reset" -> told.add("reset " + event.params().get("reason").asString());
        case "close" -> throw new AssertionError("the end: " + event.params());
        default -> {}
      }
    }
    return told;
  }

  private static String brief(JsonNode notification) {
    JsonNode payload = notification.get(1);
    String method = payload.get("method").asString();
    String model = notification.get(0).get(1).asString();
    return method + " " + model + (method.equals("write") ? " " + payload.get("data") : "");
  }

  private void rename(String name) {
    write("x.box", box, "name", name);
  }

  /** What a live feed is told of hidden work, and one that comes back from before it. */
  private void assertThatNobodyHears(WireTransport transport, Runnable hidden) {
    assertThatTheyHear(transport, hidden, List.of());
  }

  private void assertThatTheyHear(WireTransport transport, Runnable work, List<String> expected) {
    WireOrder order = WireOrder.of(server, WireClient.login(server, ANA), ALL);
    List<String> all = new ArrayList<>(expected);
    all.add("write x.box {\"name\":\"seen\"}");
    String before;
    try (WireFeed live = transport.open(order)) {
      rename("begin");
      toldUpTo(live, "begin");
      before = live.place();
      work.run();
      rename("seen");

      assertThat(toldUpTo(live, "seen")).containsExactlyElementsOf(all);
    }
    try (WireFeed back = transport.open(order.from(before))) {
      assertThat(toldUpTo(back, "seen")).containsExactlyElementsOf(all);
    }
  }

  /** L5: the parent was written with the same ids, so that a hidden field told when it changed. */
  @ParameterizedTest
  @MethodSource("transports")
  void l5_hiddenFieldOfAChild_isNoEventOfItsParent(WireTransport transport) {
    assertThatNobodyHears(transport, () -> write("x.part", part, "cost", 2));
  }

  /** P20: a list is sent where it changes, and not where one of its records does. */
  @ParameterizedTest
  @MethodSource("transports")
  void p20_listThatDidNotChange_isNotSent(WireTransport transport) {
    long[] more = new long[1];

    assertThatTheyHear(
        transport,
        () -> write("x.part", part, "name", "wheel"),
        List.of("write x.part {\"name\":\"wheel\"}"));
    assertThatTheyHear(
        transport,
        () -> {
          more[0] = create("x.part", values().with("name", "axle"));
          write("x.part", more[0], "box_id", box);
          write("x.part", more[0], "box_id", null);
        },
        List.of(
            "create x.part",
            "write x.part {\"box_id\":[1,\"begin\"]}",
            "write x.box {\"part_ids\":[1,2]}",
            "write x.part {\"box_id\":null}",
            "write x.box {\"part_ids\":[1]}"));
  }

  /** L6: a computed value that did not change was sent whenever a hidden input of it did. */
  @ParameterizedTest
  @MethodSource("transports")
  void l6_hiddenInputOfAComputedField_isToldWhereTheValueChanges(WireTransport transport) {
    assertThatNobodyHears(transport, () -> write("x.box", box, "price", 2));
    assertThatTheyHear(
        transport,
        () -> write("x.box", box, "price", 1_000),
        List.of("write x.box {\"was_dear\":true,\"is_dear\":true}"));
  }

  /** L6, over a list: the value of the parent follows from a hidden field of the child. */
  @ParameterizedTest
  @MethodSource("transports")
  void l6_hiddenInputInAChild_isToldWhereTheValueChanges(WireTransport transport) {
    assertThatNobodyHears(transport, () -> write("x.part", part, "cost", 2));
    assertThatTheyHear(
        transport,
        () -> write("x.part", part, "cost", 1_000),
        List.of("write x.box {\"has_dear\":true}"));
  }

  /** L7: hidden labels, and seals of which nobody knows, counted before they were left out. */
  @ParameterizedTest
  @MethodSource("transports")
  void l7_hiddenLabelsOnMoreRecordsThanOverflow_areNoReset(WireTransport transport) {
    List<Long> boxes = manyBoxes();
    long hidden = create("x.label", values().with("name", "hidden"));
    long open = create("x.label", values().with("name", "open").with("is_open", true));
    long seal = create("x.seal", values().with("name", "seal"));

    assertThatNobodyHears(
        transport,
        () -> {
          put(boxes, "label_ids", hidden);
          put(boxes, "seal_ids", seal);
        });
    try (WireFeed live = transport.open(WireOrder.of(server, WireClient.login(server, ANA), ALL))) {
      put(boxes, "label_ids", open);

      assertThat(live.next("reset").params().get("reason").asString()).isEqualTo("overflow");
    }
  }

  /** Polls begin a window anew with each call that has missed something. */
  static Stream<WireTransport> streams() {
    return WireTransport.all().stream().filter(each -> !(each instanceof PollFeeds));
  }

  /** L7: who came back to a window read anew, whatever had been committed. */
  @ParameterizedTest
  @MethodSource("streams")
  void l7_hiddenChanges_areNoResetOfAWindow(WireTransport transport) {
    Map<String, Object> window = Map.of("channel", "demo:x.box", "order", "name", "limit", 2);
    WireOrder order =
        WireOrder.of(
            server,
            WireClient.login(server, ANA),
            List.of(window, Map.of("channel", "demo:x.part")));
    String before;
    try (WireFeed live = transport.open(order)) {
      rename("begin");
      toldUpTo(live, "begin");
      before = live.place();
    }
    write("x.box", box, "price", 2);
    put(List.of(box), "label_ids", create("x.label", values().with("name", "hidden")));
    write("x.part", part, "name", "seen");

    try (WireFeed back = transport.open(order.from(before))) {
      List<String> told = toldUpTo(back, "seen");
      rename("now");
      told.addAll(toldUpTo(back, "now"));

      assertThat(told)
          .containsExactly("write x.part {\"name\":\"seen\"}", "write x.box {\"name\":\"now\"}");
    }
    try (WireFeed back = transport.open(order.from(before))) {
      assertThat(back.next("reset").params().get("reason").asString()).isEqualTo("window"); // W20
    }
  }

  private List<Long> manyBoxes() {
    return system(
        unit -> {
          Records records = unit.model("x.box");
          List<Long> ids = new ArrayList<>();
          for (int i = 0; i < 2 * OVERFLOW; i++) {
            ids.add(records.create(values().with("name", "box " + i)));
          }
          return ids;
        });
  }

  private void put(List<Long> boxes, String field, long id) {
    system(
        unit -> {
          boxes.forEach(each -> unit.model("x.box").write(each, values().with(field, List.of(id))));
          return null;
        });
  }
}
