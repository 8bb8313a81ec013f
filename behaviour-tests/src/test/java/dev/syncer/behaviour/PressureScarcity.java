package dev.syncer.behaviour;

import static dev.syncer.behaviour.PressureModule.FIELD_ERROR;
import static dev.syncer.behaviour.PressureModule.HOOK_ERROR;
import static dev.syncer.behaviour.PressureModule.TEXT;
import static dev.syncer.behaviour.PressureModule.TRAP;
import static dev.syncer.behaviour.PressurePromise.I11;
import static dev.syncer.behaviour.PressurePromise.I14;

import dev.syncer.testkit.adapters.WireSocket;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is scarce, slow, broken or hostile in a run of {@link PressureContract}. Each one begins,
 * and is there until it ends; what others may expect meanwhile, {@link PressureRun} knows.
 */
enum PressureScarcity {
  /** P1 to P3: every connection of calls is held by a route that reads and waits. */
  READINGS_HELD(false, true) {
    @Override
    void begin(PressureRun run) {
      run.hold(PressureModule.READ, PressureRun.READERS);
    }
  },
  /** The writer is held by a unit of work that waits. */
  WRITER_HELD(true, false) {
    @Override
    void begin(PressureRun run) {
      run.hold(PressureModule.WRITE, 1);
    }
  },
  /** P7: the disk is full: one unit of work fails at its commit, one before. */
  DISK_FULL(true, false) {
    @Override
    void begin(PressureRun run) {
      run.hold(PressureModule.READ, 1);
      run.fillDisk();
      String small = run.hostile().model(TRAP, "create", Map.of("name", "no room"));
      run.verdict().check(I11, "what has no room is told as written: " + small, !isResult(small));
      String large = run.hostile().call(PressureModule.FLOOD);
      run.verdict().check(I11, "what has no room is told as written: " + large, !isResult(large));
    }
  },
  /** Records of nearly 1 MB, written again and again. */
  LARGE_RECORDS(true, true) {
    @Override
    void begin(PressureRun run) {
      run.hold(PressureModule.READ, 1);
      for (int i = 0; i < 12; i++) {
        run.text("large " + i, 900_000);
      }
    }
  },
  /** P6: a stored record for which a computed field throws an {@code Error}. */
  ERROR_IN_A_FIELD(true, true) {
    @Override
    void begin(PressureRun run) {
      run.create(TRAP, "name", FIELD_ERROR);
      run.hold(PressureModule.READ, 1);
      PressureTrap.spring(run);
    }
  },
  /** Calls whose hook throws an {@code Error}. */
  ERROR_IN_A_HOOK(true, true) {
    @Override
    void begin(PressureRun run) {
      run.hold(PressureModule.READ, 1);
      for (int i = 0; i < 3; i++) {
        String answer = run.hostile().model(TRAP, "create", Map.of("name", HOOK_ERROR));
        run.verdict()
            .check(I11, "the call whose hook throws has no error: " + answer, !isResult(answer));
      }
      String answer = run.hostile().model(TRAP, "create", Map.of("name", "fine"));
      run.verdict().check(I11, "the call after it is refused: " + answer, isResult(answer));
    }
  },
  /** P12: one user has calls that stand in a statement, another has costly ones. */
  SLOW_STATEMENT(true, true) {
    @Override
    void begin(PressureRun run) {
      IntStream.range(0, 8).forEach(i -> run.create(TEXT, "body", "a".repeat(30_000)));
      run.holdAsOne(PressureModule.READ);
      List<Object> filter =
          IntStream.range(0, 16)
              .<Object>mapToObj(i -> List.of("body", "like", "a".repeat(950 + i) + "b"))
              .toList();
      List<Object> any =
          Stream.concat(Collections.<Object>nCopies(15, "|").stream(), filter.stream()).toList();
      for (int i = 0; i < COSTLY_CALLS; i++) {
        run.hostile().keepCalling(TEXT, "search_count", any);
      }
    }
  },
  /** P11: a live filter that costs much, and values that make it cost. */
  COSTLY_FILTER(true, true) {
    @Override
    void begin(PressureRun run) {
      run.hold(PressureModule.READ, 1);
      for (int length : List.of(32_000, 1_000)) {
        for (int i = 0; i < 3; i++) {
          String pattern = "a".repeat(length - 2 - i) + "b";
          run.hostile()
              .subscribe(TEXT, Map.of("filter", List.of(List.of("body", "like", pattern))));
        }
      }
      for (int i = 0; i < 3; i++) {
        run.text("costly " + i, 65_536);
      }
    }
  },
  /** P18: requests that do not end, connections that say nothing, and one that does not read. */
  PEERS_THAT_DRIP(true, true) {
    @Override
    void begin(PressureRun run) {
      run.hold(PressureModule.READ, 1);
      for (int i = 0; i < 20; i++) {
        run.dripping();
        run.dripping().send("GET / HTTP/1.1\r\nHost: x\r\n");
        run.dripping().request("GET /syncer/health", "Content-Length: 1000000").send("x");
        run.dripping()
            .request(
                "POST /web/dataset/call_kw", "Content-Type: application/json", "Content-Length: 9")
            .send("{");
        WireSocket silent = run.socket();
        int status = silent.upgrade(run.hostile().bearer()).status();
        run.verdict().check(I14, "a socket is refused", status == 101);
      }
    }
  };

  /** Fewer than a user may have at once, and together with those that stand fewer than readers. */
  private static final int COSTLY_CALLS = 3;

  /** Whether reads of others are served meanwhile. */
  final boolean lendsReads;

  /** Whether writes of others are served meanwhile. */
  final boolean lendsWrites;

  PressureScarcity(boolean lendsReads, boolean lendsWrites) {
    this.lendsReads = lendsReads;
    this.lendsWrites = lendsWrites;
  }

  /** Answers when it is there; {@link PressureRun#letGo} ends it. */
  abstract void begin(PressureRun run);

  static boolean isResult(String answer) {
    return answer.contains("\"result\"");
  }
}
