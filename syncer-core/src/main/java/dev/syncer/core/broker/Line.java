package dev.syncer.core.broker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What a live connection gets next, where something of it has to be read first: in the order of
 * commits, so that nothing overtakes what is not known yet. Empty for almost all connections at
 * almost all times. Only the broker's thread changes it.
 */
final class Line {
  /** So much may wait; the log is the queue of those who wait for longer. */
  static final int MOST = 512;

  private final Deque<Item> items = new ArrayDeque<>();
  private int joining;

  /** Everything up to here was sent; {@link Long#MAX_VALUE} where nothing waits. */
  private volatile long sent = Long.MAX_VALUE;

  /** Whether a window, or what was missed, is still to be shown. */
  private volatile boolean isJoining;

  /** Something to send. */
  interface Item {
    /** Everything up to here was sent before it. */
    long sentBefore();

    /** Whether all of it is known. */
    boolean isReady();

    /** Sends it. */
    void send();

    /** Whether subscriptions stand at different positions until it was sent. */
    boolean isPartOfJoin();

    /** The connection has fallen behind before it was sent. */
    default void dropped() {}

    /** Whether it is a heartbeat, which one is enough of. */
    default boolean isBeat() {
      return false;
    }

    /** Whether it shows the window of a subscription. */
    default boolean shows(Subscription subscription) {
      return false;
    }
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  int size() {
    return items.size();
  }

  /** Everything up to here was sent; {@link Long#MAX_VALUE} where nothing waits. By any thread. */
  long sent() {
    return sent;
  }

  /** Whether subscriptions stand at different positions. By any thread. */
  boolean isJoining() {
    return isJoining;
  }

  @SuppressWarnings("ReferenceEquality") // this very one
  boolean holds(Item item) {
    return items.stream().anyMatch(each -> each == item);
  }

  /** Whether the window of a subscription waits here to be shown. */
  boolean owes(Subscription subscription) {
    return items.stream().anyMatch(item -> item.shows(subscription));
  }

  void add(Item item) {
    Item last = items.peekLast();
    if (item.isBeat() && last != null && last.isBeat()) {
      items.removeLast();
    }
    items.addLast(item);
    joining += item.isPartOfJoin() ? 1 : 0;
    measure();
  }

  /** The commits that wait. */
  List<CommitItem> commits() {
    return items.stream().filter(CommitItem.class::isInstance).map(CommitItem.class::cast).toList();
  }

  /** Sends what is ready, up to the first that is not. */
  void advance() {
    for (Item next = items.peekFirst(); next != null && next.isReady(); next = items.peekFirst()) {
      next.send();
      // Where it could not be sent, the connection fell behind, and nothing waits any more.
      if (items.peekFirst() == next) {
        items.removeFirst();
        joining -= next.isPartOfJoin() ? 1 : 0;
        measure();
      }
    }
  }

  /** The connection has fallen behind, or is gone. */
  void clear() {
    List<Item> dropped = List.copyOf(items);
    items.clear();
    joining = 0;
    measure();
    dropped.forEach(Item::dropped);
  }

  private void measure() {
    Item first = items.peekFirst();
    sent = first == null ? Long.MAX_VALUE : first.sentBefore();
    isJoining = joining > 0;
  }
}
