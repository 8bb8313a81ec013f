package dev.syncer.behaviour;

import static dev.syncer.behaviour.PressureModule.FIELD_ERROR;
import static dev.syncer.behaviour.PressureModule.TRAP;
import static dev.syncer.behaviour.PressurePromise.I11;

import dev.syncer.testkit.adapters.WireClient;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** A page that subscribes to what cannot be computed, and to more on the same connection. */
final class PressureTrap {
  private static final String MARK = "beside the trap";

  private final PressureRun run;
  private final WireClient page;
  private final List<JsonNode> told = new ArrayList<>();

  private PressureTrap(PressureRun run) {
    this.run = run;
    this.page = run.hostile().page();
    page.socket().patient();
  }

  /** The subscription that cannot be served ends alone; all else on the connection goes on. */
  static void spring(PressureRun run) {
    try {
      new PressureTrap(run).subscribe();
    } catch (AssertionError | UncheckedIOException e) {
      run.verdict().check(I11, "a field that throws ends more than its subscription: " + e, false);
    }
    String named = run.hostile().model(TRAP, "search_read", List.of(), List.of("name"));
    run.verdict()
        .check(I11, "who does not ask for the field: " + named, PressureScarcity.isResult(named));
    String all = run.hostile().model(TRAP, "search_read", List.of(), List.of("name", "boom"));
    run.verdict().check(I11, "who asks for the field: " + all, !PressureScarcity.isResult(all));
  }

  private void subscribe() {
    String whole = subscribed(Map.of("channel", "demo:" + TRAP, "snapshot", true));
    subscribed(Map.of("channel", "demo:test.stage"));
    String named =
        subscribed(Map.of("channel", "demo:" + TRAP, "snapshot", true, "fields", List.of("name")));
    run.work(MARK);

    // In any order: what ends, what comes, and what goes on.
    awaitTold("the end of what asks for the field", each -> isOf(each, "syncer.ended", whole));
    awaitTold(
        "the record without the field",
        each -> isOf(each, "syncer.snapshot", named) && each.toString().contains(FIELD_ERROR));
    awaitTold(
        "a commit beside what throws",
        each -> isMethod(each, "syncer.commit") && each.toString().contains(MARK));
    run.verdict()
        .check(
            I11,
            "more than what asks for the field has ended: " + told,
            told.stream().filter(each -> isMethod(each, "syncer.ended")).count() == 1);
  }

  private String subscribed(Map<String, Object> params) {
    return page.result("syncer.subscribe", params).path("subscription").asString();
  }

  /** Reads on until it has been told. */
  private void awaitTold(String what, Predicate<JsonNode> isIt) {
    while (told.stream().noneMatch(isIt)) {
      JsonNode next = page.next();
      told.add(next);
      if (isMethod(next, "syncer.ended") && told.stream().filter(this::isEnd).count() > 1) {
        throw new AssertionError("before " + what + " has come: " + told);
      }
    }
  }

  private boolean isEnd(JsonNode message) {
    return isMethod(message, "syncer.ended");
  }

  private static boolean isOf(JsonNode message, String method, String subscription) {
    return isMethod(message, method)
        && message.path("params").path("subscription").asString("").equals(subscription);
  }

  private static boolean isMethod(JsonNode message, String method) {
    return message.path("method").asString("").equals(method);
  }
}
