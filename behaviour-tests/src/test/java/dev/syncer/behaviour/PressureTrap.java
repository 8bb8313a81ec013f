package dev.syncer.behaviour;

import static dev.syncer.behaviour.PressureModule.FIELD_ERROR;
import static dev.syncer.behaviour.PressureModule.TRAP;
import static dev.syncer.behaviour.PressurePromise.I11;

import dev.syncer.testkit.adapters.WireClient;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A page that subscribes to what cannot be computed, and to more on the same connection. */
final class PressureTrap {
  private PressureTrap() {}

  /** The subscription that cannot be served ends alone; all else on the connection goes on. */
  static void spring(PressureRun run) {
    try {
      WireClient page = run.hostile().page();
      Map<String, Object> whole = Map.of("channel", "demo:" + TRAP, "snapshot", true);
      int trap = page.request("syncer.subscribe", whole);
      page.answer(trap);
      page.result("syncer.subscribe", Map.of("channel", "demo:test.stage"));
      page.result(
          "syncer.subscribe",
          Map.of("channel", "demo:" + TRAP, "snapshot", true, "fields", List.of("name")));
      JsonNode snapshot = page.notification("syncer.snapshot");
      run.check(
          I11,
          "without the field there is no record: " + snapshot,
          snapshot.toString().contains(FIELD_ERROR));
      run.work("beside the trap");
      JsonNode commit = page.notification("syncer.commit");
      run.check(
          I11, "beside what throws comes " + commit, commit.toString().contains("beside the trap"));
      run.check(I11, "nobody is told that it has ended", page.pending("syncer.ended"));
    } catch (AssertionError | UncheckedIOException e) {
      run.check(I11, "a field that throws ends more than its subscription: " + e, false);
    }
    String named = run.hostile().model(TRAP, "search_read", List.of(), List.of("name"));
    run.check(I11, "who does not ask for the field: " + named, PressureScarcity.isResult(named));
    String all = run.hostile().model(TRAP, "search_read", List.of(), List.of("name", "boom"));
    run.check(I11, "who asks for the field: " + all, !PressureScarcity.isResult(all));
  }
}
