package dev.syncer.core.broker;

import dev.syncer.api.User;
import dev.syncer.core.presence.JoinedTopics;
import dev.syncer.core.presence.MemberList;
import dev.syncer.core.presence.Participant;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.shape.ShapeRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the broker knows of a connection: its principal, its subscriptions, how much it has had. It
 * is either live, and the broker's thread hands it each commit as it comes; or it catches up, and a
 * {@link CatchUp} pass reads the log for it. It changes from live to catching up when a
 * subscription begins in the past, when its outlet is full, or when its rights change, and back
 * when a pass has reached the head; both happen on the broker's thread.
 */
final class ClientConnection implements Participant {
  private final Outlet outlet;
  private final User user;
  private final OutboundShare share;
  private final MemberListFrames memberLists;
  private final Departure departure;
  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();

  /**
   * Keeps a page of a snapshot from slipping in behind the answer to the next subscription. Not the
   * lock of this object, which outlets take while they hold their own.
   */
  private final Object pages = new Object();

  private final Line line = new Line();
  private final JoinedTopics joined = new JoinedTopics();
  private final AtomicBoolean hasPass = new AtomicBoolean();
  private Principal principal = Principal.ANONYMOUS;
  private long principalAt = -1;
  private final AtomicBoolean waitsForMemory = new AtomicBoolean();
  private CatchUp.@Nullable Rest rest;
  private volatile boolean isLive = true;
  private volatile boolean isClosed;

  /**
   * @param departure told when it has closed
   */
  ClientConnection(
      Outlet outlet,
      User user,
      OutboundShare share,
      MemberListFrames memberLists,
      Departure departure) {
    this.outlet = outlet;
    this.user = user;
    this.share = share;
    this.memberLists = memberLists;
    this.departure = departure;
  }

  Outlet outlet() {
    return outlet;
  }

  @Override
  public User user() {
    return principal().as(user);
  }

  @Override
  public synchronized Principal principal() {
    return principal;
  }

  /** The principal, with the position of the log that it is of. */
  synchronized Known known() {
    return new Known(principal, principalAt);
  }

  /**
   * What decides a user's rights.
   *
   * @param at the position of the log that the principal is of
   */
  record Known(Principal principal, long at) {}

  /** What decides the user's rights, as it was at a position; what is older does not count. */
  synchronized void principal(Principal known, long at) {
    if (at >= principalAt) {
      principal = known;
      principalAt = at;
    }
  }

  /** Whether all that it subscribes to is served together, as it comes. */
  boolean isLive() {
    return isLive && !line.isJoining();
  }

  /** Whether it gets each commit from the broker's thread, through its line if need be. */
  boolean isJoined() {
    return isLive;
  }

  /** What it gets next; only on the broker's thread. */
  Line line() {
    return line;
  }

  boolean isClosed() {
    return isClosed;
  }

  /** Only on the broker's thread. */
  void live(boolean isNowLive) {
    isLive = isNowLive;
  }

  /** Whether the outlet holds its share; then nothing more is sent until it has drained. */
  @Override
  public boolean isFull() {
    return share.isFull(outlet.pendingBytes());
  }

  /** Bytes that may wait for it. */
  int share() {
    return share.bytes();
  }

  boolean hasRoom() {
    return share.hasRoom(outlet.pendingBytes());
  }

  /**
   * Whether only the memory of the node is in the way, which nobody tells it of when it is there
   * again.
   */
  boolean lacksMemory() {
    return share.lacksMemory(outlet.pendingBytes());
  }

  /** Takes the one place of a wait for memory; false if one is under way. */
  boolean beginWait() {
    return waitsForMemory.compareAndSet(false, true);
  }

  void endWait() {
    waitsForMemory.set(false);
  }

  /** What is left of a commit of which parts were sent; only for the pass, and where it ends. */
  synchronized CatchUp.@Nullable Rest rest() {
    return rest;
  }

  synchronized void rest(CatchUp.@Nullable Rest left) {
    rest = left;
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

  /**
   * The subscription that asked for the same, under whichever name. One that asked for something
   * else and only sees the same today is another: with other rights the two see different records.
   */
  synchronized Optional<Subscription> subscription(
      ShapeSubscribers subscribers, ShapeRequest request) {
    return subscriptions.values().stream()
        .filter(each -> each.subscribers() == subscribers && each.request().shape().equals(request))
        .findFirst();
  }

  /** A name for a subscription of a shape that no other subscription has. */
  synchronized String nameFor(ShapeSubscribers subscribers) {
    String name = subscribers.id();
    for (int i = 2; subscriptions.containsKey(name); i++) {
      name = subscribers.id() + "." + i;
    }
    return name;
  }

  synchronized boolean has(Subscription subscription) {
    return subscriptions.get(subscription.name()) == subscription;
  }

  /**
   * Sends for a subscription, unless another one has taken its place: then that one's answer is on
   * its way, and what comes behind it belongs to that.
   *
   * @return whether it was sent
   */
  boolean send(Subscription subscription, List<Frame> frames) {
    synchronized (pages) {
      if (!has(subscription)) {
        return false;
      }
      frames.forEach(outlet::send);
      return true;
    }
  }

  /** Adds a subscription, in place of one of the same name; false if the connection is closed. */
  boolean add(Subscription subscription) {
    synchronized (pages) {
      return put(subscription);
    }
  }

  private synchronized boolean put(Subscription subscription) {
    if (isClosed) {
      return false;
    }
    subscriptions.put(subscription.name(), subscription);
    return true;
  }

  /** Ends a subscription that cannot be served, and says so; false if it is not there any more. */
  boolean end(Subscription subscription, Frame why) {
    synchronized (pages) {
      if (!has(subscription)) {
        return false;
      }
      remove(subscription.name());
      outlet.send(why);
      return true;
    }
  }

  synchronized @Nullable Subscription remove(String name) {
    return subscriptions.remove(name);
  }

  @Override
  public JoinedTopics joined() {
    return joined;
  }

  @Override
  public void tell(MemberList list) {
    memberLists.tell(this, list);
  }

  synchronized int subscriptions() {
    return subscriptions.size();
  }

  /** Ends all subscriptions. Harmless when called again. */
  void close() {
    List<Subscription> ended;
    synchronized (this) {
      isClosed = true;
      ended = new ArrayList<>(subscriptions.values());
      subscriptions.clear();
    }
    departure.left(this, ended);
  }
}
