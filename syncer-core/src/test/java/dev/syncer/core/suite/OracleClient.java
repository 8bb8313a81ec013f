package dev.syncer.core.suite;

import dev.syncer.api.User;
import dev.syncer.core.broker.SubscribeAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * A client of the oracle: a user's subscriptions over several connections, one at a time. What is
 * refused is dropped: so says its read too, see {@link SubscriptionHistory}. Used by one thread.
 */
public abstract class OracleClient {

  /** A notification as it came, with the cursor of its commit. */
  public record Delivered(String cursor, JsonNode notification) {}

  private final User user;
  private final SubscriptionTampering tampering;
  private final List<OracleSubscription> subscriptions = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final List<JsonNode> unfinished = new ArrayList<>();
  private final List<Delivered> delivered = new ArrayList<>();
  private long number = Long.MAX_VALUE;
  private Consumer<String> listener = received -> {};

  public OracleClient(User user, SubscriptionTampering tampering) {
    this.user = user;
    this.tampering = tampering;
  }

  public final User user() {
    return user;
  }

  public final SubscriptionTampering tampering() {
    return tampering;
  }

  /** Tells somebody of answers, refusals and frames, as they come; heartbeats are left out. */
  public final void tell(Consumer<String> whoListens) {
    listener = whoListens;
  }

  public final void told(String what) {
    listener.accept(what);
  }

  public final List<OracleSubscription> subscriptions() {
    return subscriptions;
  }

  public final List<String> faults() {
    List<String> all = new ArrayList<>(faults);
    subscriptions.forEach(
        each -> each.view.faults().forEach(fault -> all.add(fault + " (" + each.request + ")")));
    return all;
  }

  public final void fault(String fault) {
    faults.add(fault);
  }

  public abstract boolean isConnected();

  public abstract boolean isReading();

  /** Whether the server has sent it away. */
  public abstract boolean isSentAway();

  /**
   * Connects and goes on with what it had.
   *
   * @param isReading false for a peer that does not read yet
   * @param mayRepeat whether a cursor is from before a change of the user's rights
   */
  public abstract void connect(OracleNode node, boolean isReading, Predicate<String> mayRepeat);

  public abstract void subscribe(OracleNode node, RandomShapeRequest request);

  /** Asks for the same once more, as another part of a page does: what is there is merged. */
  public abstract void subscribeAgain(OracleNode node, OracleSubscription subscription);

  public abstract void unsubscribe(OracleNode node, OracleSubscription subscription);

  /** The connection breaks: what was not read is lost. */
  public abstract void disconnect();

  public abstract void stopReading();

  public abstract void readAgain();

  /** Reads some of what has come. */
  public abstract void read(int most);

  /**
   * Reads until it has what the server has, and answers what is wrong then.
   *
   * @param difference to what it should have
   */
  public abstract Optional<String> settled(OracleNode node, Supplier<Optional<String>> difference);

  /** What has come since this was asked last. */
  public final List<Delivered> takeDelivered() {
    List<Delivered> taken = List.copyOf(delivered);
    delivered.clear();
    return taken;
  }

  public final List<OracleSubscription> named(String name) {
    return subscriptions.stream().filter(s -> s.name.equals(name)).toList();
  }

  /** The server knows a subscription by a name now. */
  public final void answered(
      OracleSubscription subscription, SubscribeAnswer answer, boolean mayRepeat) {
    subscription.answered(answer, mayRepeat);
    if (named(subscription.name).stream().anyMatch(s -> !s.request.equals(subscription.request))) {
      faults.add(subscription.request + " got a name that is taken: " + subscription.name);
    }
  }

  /** What was half done counts as not done. */
  public final void forgetUnfinished() {
    unfinished.clear();
    subscriptions.forEach(OracleSubscription::disconnected);
  }

  /**
   * Takes what has come in a frame that had to wait for the client, maybe behind an answer that it
   * had at once: subscriptions that were answered after the frame was sent do not look at it.
   *
   * @param frame its number on its connection, from 1
   */
  public final void take(long frame, String kind, JsonNode params, String cursor) {
    number = frame;
    take(kind, params, cursor);
    number = Long.MAX_VALUE;
  }

  private List<OracleSubscription> answered() {
    return subscriptions.stream().filter(each -> each.answeredAfter < number).toList();
  }

  private List<OracleSubscription> answered(String name) {
    return answered().stream().filter(each -> each.name.equals(name)).toList();
  }

  /**
   * Takes what has come.
   *
   * @param kind as in the protocol
   * @param cursor of a snapshot that is whole
   */
  public final void take(String kind, JsonNode params, String cursor) {
    switch (kind) {
      case "commit" -> commit(params);
      case "snapshot" -> answered(name(params)).forEach(each -> each.snapshot(params, cursor));
      case "reset" -> answered(name(params)).forEach(OracleSubscription::begin);
      case "heartbeat" ->
          answered().forEach(each -> each.heartbeat(params.get("cursor").stringValue()));
      case "message" -> {} // changes nothing that it holds
      default -> throw new AssertionError("a frame of kind " + kind);
    }
  }

  private static String name(JsonNode params) {
    return params.get("subscription").stringValue();
  }

  private void commit(JsonNode params) {
    params.get("changes").forEach(unfinished::add);
    if (params.path("more").asBoolean(false)) {
      return;
    }
    Map<String, List<JsonNode>> bySubscription = new LinkedHashMap<>();
    for (JsonNode entry : unfinished) {
      delivered.add(new Delivered(params.get("cursor").stringValue(), entry.get(1)));
      bySubscription
          .computeIfAbsent(entry.get(0).stringValue(), name -> new ArrayList<>())
          .add(entry.get(1));
    }
    unfinished.clear();
    bySubscription.forEach(
        (name, notifications) -> {
          notifications.removeIf(tampering::swallows);
          String cursor = params.get("cursor").stringValue();
          answered(name).forEach(each -> each.commit(notifications, cursor));
        });
  }
}
