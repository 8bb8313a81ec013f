package dev.syncer.transport.undertow;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.LiveOutlet;
import dev.syncer.rpc.core.LiveSession;
import dev.syncer.rpc.core.LiveSessions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Sessions that echo each message, write down what happens, and do what a test tells them. */
final class ScriptedSessions implements LiveSessions {
  final List<Session> opened = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Session> arrivals = new LinkedBlockingQueue<>();

  @Override
  public LiveSession open(LiveOutlet outlet, Caller caller) {
    Session session = new Session(outlet, caller);
    opened.add(session);
    arrivals.add(session);
    return session;
  }

  /** The next session, in the order of their opening. */
  Session next() throws InterruptedException {
    Session next = arrivals.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no session was opened");
    }
    return next;
  }

  @Override
  public int count() {
    return (int) opened.stream().filter(session -> session.closings.get() == 0).count();
  }

  @Override
  public void stop(Duration grace) {
    opened.forEach(session -> session.outlet.close(CloseCode.RESTART, "the server restarts"));
  }

  /** One connection. */
  static final class Session implements LiveSession {
    final LiveOutlet outlet;
    final Caller caller;
    final List<String> messages = new CopyOnWriteArrayList<>();
    final AtomicInteger closings = new AtomicInteger();
    final AtomicInteger drains = new AtomicInteger();

    Session(LiveOutlet outlet, Caller caller) {
      this.outlet = outlet;
      this.caller = caller;
    }

    @Override
    public void message(byte[] json) {
      String text = new String(json, StandardCharsets.UTF_8);
      messages.add(text);
      if (text.equals("throw")) {
        throw new IllegalStateException("a session that fails");
      }
      if (!text.startsWith("quiet")) {
        outlet.sendMessage(json);
      }
    }

    @Override
    public void drained() {
      drains.incrementAndGet();
    }

    @Override
    public void closed() {
      closings.incrementAndGet();
    }
  }
}
