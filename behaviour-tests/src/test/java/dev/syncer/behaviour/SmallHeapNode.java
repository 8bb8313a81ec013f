package dev.syncer.behaviour;

import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.everyone;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.rpc.core.Limits;
import dev.syncer.testkit.base.TestModule;
import dev.syncer.transport.undertow.suite.UndertowNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The process of {@link SmallHeapTest}: a node with large texts, until its input ends. */
final class SmallHeapNode {
  static final String READY = "small-heap: ready ";

  private SmallHeapNode() {}

  /** A model whose records may be as large as a body. */
  private static final class Pages implements ModelModule {
    @Override
    public void define(Models models) {
      models
          .model("heap.page")
          .fields(text("name", 100), text("body", 1_000_000))
          .implementsSyncer()
          .access(everyone().all());
    }
  }

  /** Those of a node, but for a budget of so many bytes where there is one. */
  private static SyncerOptions options(String... arguments) {
    return arguments.length == 1
        ? SyncerOptions.defaults()
        : SyncerOptions.builder().memoryBudget(Long.parseLong(arguments[1])).build();
  }

  public static void main(String[] arguments) throws IOException {
    Syncer syncer =
        UndertowNode.in(
            Path.of(arguments[0]),
            options(arguments),
            // No time decides: a slow machine takes long for an answer of 8 MB.
            Limits.builder().callTime(Duration.ofMinutes(10)).build(),
            new TestModule(),
            new Pages());
    syncer.open();
    syncer
        .database()
        .write(
            User.SYSTEM,
            unit -> unit.model("test.user").create(Values.values().with("name", "Ana")));
    syncer.start();
    System.out.println(READY + syncer.address());
    int read = System.in.read();
    Runtime.getRuntime().halt(read < 0 ? 0 : 1);
  }
}
