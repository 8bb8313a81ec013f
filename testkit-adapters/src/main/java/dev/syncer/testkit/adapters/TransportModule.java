package dev.syncer.testkit.adapters;

import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.group;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.rpc.Route;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The routes of the contract of transports, and a channel that is open for messages. */
public final class TransportModule implements ModelModule {

  @Override
  public void define(Models models) {
    models
        .model("test.room")
        .fields(text("name"))
        .implementsSyncer()
        .access(group("user").all())
        .messages(group("user"));
  }

  @Override
  public List<Class<?>> controllers() {
    return List.of(Controller.class);
  }

  /** Made by the server, so a test reaches it through static fields: one test runs at a time. */
  public static final class Controller {
    static volatile CountDownLatch entered = new CountDownLatch(1);
    static volatile CountDownLatch released = new CountDownLatch(1);

    static void reset() {
      entered = new CountDownLatch(1);
      released = new CountDownLatch(1);
    }

    /** Answers once the test lets it. */
    @Route(value = "/test/wait", anonymous = true)
    public String await() throws InterruptedException {
      entered.countDown();
      return released.await(20, TimeUnit.SECONDS) ? "released" : "forgotten";
    }

    /** Answers what it gets. */
    @Route(value = "/test/echo", anonymous = true)
    public String echo(String text) {
      return text;
    }
  }
}
