package dev.syncer.testkit;

import static org.awaitility.Awaitility.await;

import dev.syncer.api.Filter;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.User;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeAnswer.State;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.shape.ShapeRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber of a test: a page of one user that shows records of one model, over the node's own
 * broker. Used by the thread of the test.
 *
 * <p>{@link #expect} and {@link #expectNothing} wait for no time: the node says when it has handed
 * out every commit, and then what was told is complete.
 */
public final class Live {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(5);

  private final TestNode node;
  private final User user;
  private final String model;
  private final Filter filter;
  private final LiveView view = new LiveView();
  private @Nullable TestOutlet outlet;
  private @Nullable Connection connection;
  private @Nullable String cursor;

  Live(TestNode node, User user, String model, Filter filter) {
    this.node = node;
    this.user = user;
    this.model = model;
    this.filter = filter;
    connect();
    settle();
  }

  private Model definition() {
    return node.get(Registry.class)
        .model(model)
        .orElseThrow(() -> new IllegalArgumentException("there is no model \"" + model + "\""));
  }

  private State connect() {
    TestOutlet way = new TestOutlet(view::take);
    Connection opened = node.get(Broker.class).connect(way, user);
    if (!opened.canRead(definition())) {
      opened.close();
      throw new IllegalStateException(
          user.name()
              + " may not read any record of "
              + model
              + ", so a subscription is refused. Give a group of theirs access to it.");
    }
    CompletableFuture<List<SubscribeAnswer>> answers = new CompletableFuture<>();
    ShapeRequest shape = new ShapeRequest(definition(), filter, null, List.of(), null);
    opened.subscribe(List.of(new SubscribeRequest(shape, cursor, true)), answers::complete);
    State state =
        TestNode.answer(answers, "the node did not answer the subscription").get(0).state();
    outlet = way;
    connection = opened;
    return state;
  }

  private Connection connection() {
    if (connection == null) {
      throw new IllegalStateException(
          "the page of " + user.name() + " is disconnected: call resume() first");
    }
    return connection;
  }

  private TestOutlet outlet() {
    connection();
    return java.util.Objects.requireNonNull(outlet);
  }

  /** Returns when nothing is on its way to this page any more. */
  private void settle() {
    Connection now = connection();
    node.flush();
    if (outlet().isReading() && !now.isLive()) {
      await("the page to catch up with the log")
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(POLL)
          .until(now::isLive);
      node.flush();
    }
  }

  /**
   * Fails unless this page was told exactly this since the last look, in this order: of whole
   * commits, by the rights of its user.
   */
  public void expect(Expected... expected) {
    settle();
    List<Told> told = view.takeTold();
    for (int i = 0; i < Math.min(told.size(), expected.length); i++) {
      int number = i + 1;
      expected[i]
          .difference(told.get(i))
          .ifPresent(
              difference -> {
                throw failure(told, expected, "number " + number + ": " + difference);
              });
    }
    if (told.size() != expected.length) {
      throw failure(told, expected, "expected " + expected.length + ", but told " + told.size());
    }
  }

  private AssertionError failure(List<Told> told, Expected[] expected, String difference) {
    return new AssertionError(
        "What "
            + user.name()
            + " was told of "
            + model
            + " is not what was expected: "
            + difference
            + ".\nexpected:"
            + numbered(List.of(expected))
            + "\ntold:"
            + numbered(told));
  }

  private static String numbered(List<?> all) {
    StringBuilder lines = new StringBuilder(all.isEmpty() ? " nothing" : "");
    for (int i = 0; i < all.size(); i++) {
      lines.append("\n  ").append(i + 1).append(". ").append(all.get(i));
    }
    return lines.toString();
  }

  /** Fails if this page was told anything since the last look. */
  public void expectNothing() {
    expect();
  }

  /**
   * Fails unless this page, which has applied all that it was told, shows what a fresh read as its
   * user shows now. Names of linked records are not looked at: a page has those of the time when it
   * was told.
   */
  public void assertConsistent() {
    settle();
    List<ModelRecord> fresh =
        node.database()
            .as(user)
            .read(unit -> unit.model(model).searchRead(Query.all().where(filter)));
    List<String> differences = new ViewDifferences(definition()).between(view, fresh);
    if (!differences.isEmpty()) {
      throw new AssertionError(
          "The page of "
              + user.name()
              + " does not show what "
              + model
              + " holds for them:"
              + numbered(differences));
    }
  }

  /** Ends the connection, after all that is on its way has come. */
  public void disconnect() {
    settle();
    interrupted();
  }

  /** The connection is gone; what was on its way is not awaited. */
  void interrupted() {
    if (connection != null) {
      cursor = connection.cursor();
      connection.close();
      connection = null;
      outlet = null;
    }
  }

  /**
   * Connects again, where it stopped. What was missed is told then, or a {@link Expected#reset} and
   * all anew.
   */
  public void resume() {
    if (connection != null) {
      throw new IllegalStateException(
          "the page of " + user.name() + " is connected: call disconnect() first");
    }
    connect();
    settle();
  }

  /** From now on the peer takes nothing: the node stops sending, and serves it from the log. */
  public void stopReading() {
    outlet().reads(false);
  }

  /** The peer takes all again. */
  public void readAgain() {
    outlet().reads(true);
    connection().drained();
  }

  LiveView view() {
    return view;
  }
}
