package dev.syncer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.e2e.Chromium.Look;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A fresh board with its demo data, two people who look at it, and a third who reads it by RPC. */
abstract class TwoPagesFixture {
  static final String BOOKING = "Let skippers change a booking themselves";
  static final String MAP = "Show free berths on the map";
  static final String PIER = "Photos of the new pier";

  static Chromium chromium;

  @TempDir private Path folder;
  RunningBoard board;
  BoardPage ana;
  BoardPage ben;
  RpcClient reader;

  @BeforeAll
  static void launch() {
    chromium = Chromium.launch();
  }

  @AfterAll
  static void quit() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void open() {
    board = RunningBoard.start(folder, "--port", "0", "--db", "board.db");
    ana = chromium.window(board, Look.DESKTOP).logIn("ana");
    ben = chromium.window(board, Look.DESKTOP).logIn("ben");
    reader = RpcClient.loggedIn(board.address(), "chloe");
  }

  @AfterEach
  void close() {
    List<String> errors = new ArrayList<>(ana.errors());
    errors.addAll(ben.errors());
    ana.close();
    ben.close();
    board.close();
    assertThat(errors).isEmpty();
  }
}
