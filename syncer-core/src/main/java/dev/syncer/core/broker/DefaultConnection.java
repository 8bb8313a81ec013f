package dev.syncer.core.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A connection and its subscriptions. It is either live, and the broker's thread hands it each
 * commit as it comes; or it catches up, and a {@link CatchUp} pass reads the log for it. It changes
 * from live to catching up when a subscription begins in the past or when its outlet is full, and
 * back when a pass has reached the head; both happen on the broker's thread.
 */
final class DefaultConnection implements Connection {
  private final DefaultBroker broker;
  private final Outlet outlet;
  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
  private final AtomicBoolean hasPass = new AtomicBoolean();
  private volatile boolean isLive = true;
  private volatile boolean isClosed;

  DefaultConnection(DefaultBroker broker, Outlet outlet) {
    this.broker = broker;
    this.outlet = outlet;
  }

  Outlet outlet() {
    return outlet;
  }

  boolean isLive() {
    return isLive;
  }

  boolean isClosed() {
    return isClosed;
  }

  /** Only on the broker's thread. */
  void live(boolean isNowLive) {
    isLive = isNowLive;
  }

  /** Whether the outlet holds its share; then nothing more is sent until it has drained. */
  boolean isFull() {
    return outlet.pendingBytes() >= broker.outboundShare();
  }

  boolean hasRoom() {
    return outlet.pendingBytes() < broker.outboundShare() / 2;
  }

  /** Takes the one place of the pass; false if one is under way. */
  boolean beginPass() {
    return hasPass.compareAndSet(false, true);
  }

  void endPass() {
    hasPass.set(false);
  }

  synchronized List<Subscription> current() {
    return new ArrayList<>(subscriptions.values());
  }

  synchronized Optional<Subscription> subscription(Shape shape) {
    return Optional.ofNullable(subscriptions.get(shape.id()));
  }

  synchronized boolean has(Subscription subscription) {
    return subscriptions.get(subscription.shape().id()) == subscription;
  }

  /** Adds a subscription, in place of one of the same shape. */
  synchronized void add(Subscription subscription) {
    subscriptions.put(subscription.shape().id(), subscription);
  }

  synchronized boolean remove(String id) {
    return subscriptions.remove(id) != null;
  }

  @Override
  public void subscribe(List<SubscribeRequest> requests, Consumer<List<SubscribeAnswer>> answer) {
    broker.subscribe(this, List.copyOf(requests), answer);
  }

  @Override
  public boolean unsubscribe(String subscription) {
    boolean wasThere = remove(subscription);
    if (wasThere) {
      broker.leave(this, subscription);
    }
    return wasThere;
  }

  @Override
  public synchronized int subscriptions() {
    return subscriptions.size();
  }

  @Override
  public String cursor() {
    // Live before and after the position was read: live at that position, so all of it was sent.
    if (isLive) {
      long position = broker.position();
      if (isLive) {
        return broker.cursor(position);
      }
    }
    long behind =
        current().stream().mapToLong(Subscription::position).min().orElse(broker.position());
    return broker.cursor(behind);
  }

  @Override
  public void drained() {
    broker.resume(this);
  }

  @Override
  public void heartbeat() {
    broker.heartbeat(this);
  }

  @Override
  public void close() {
    isClosed = true;
    synchronized (this) {
      subscriptions.clear();
    }
    broker.closed(this);
  }
}
