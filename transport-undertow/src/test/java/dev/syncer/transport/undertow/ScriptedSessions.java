package dev.syncer.transport.undertow;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.EventOutlet;
import dev.syncer.rpc.core.LiveOutlet;
import dev.syncer.rpc.core.LiveSession;
import dev.syncer.rpc.core.LiveSessions;
import dev.syncer.rpc.core.LiveStream;
import dev.syncer.rpc.core.PollAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Sessions that echo each message, write down what happens, and do what a test tells them. */
final class ScriptedSessions implements LiveSessions {
  final List<Session> opened = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Session> arrivals = new LinkedBlockingQueue<>();
  private final BlockingQueue<Stream> streams = new LinkedBlockingQueue<>();

  @Override
  public LiveSession open(LiveOutlet outlet, Caller caller) {
    Session session = new Session(outlet, caller);
    opened.add(session);
    arrivals.add(session);
    return session;
  }

  @Override
  public LiveStream events(
      EventOutlet outlet, Caller caller, Map<String, List<String>> query, String lastPlace) {
    Stream stream = new Stream(outlet, null, caller, query, lastPlace, "");
    streams.add(stream);
    return stream;
  }

  @Override
  public LiveStream poll(EventOutlet outlet, Caller caller, byte[] body) {
    Stream stream =
        new Stream(outlet, null, caller, Map.of(), null, new String(body, StandardCharsets.UTF_8));
    streams.add(stream);
    return stream;
  }

  @Override
  public LiveStream poll(byte[] body, Caller caller, Consumer<PollAnswer> answer) {
    Stream stream =
        new Stream(null, answer, caller, Map.of(), null, new String(body, StandardCharsets.UTF_8));
    streams.add(stream);
    return stream;
  }

  /** The next stream, in the order of their opening. */
  Stream nextStream() throws InterruptedException {
    Stream next = streams.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no stream was opened");
    }
    return next;
  }

  /** Streams that nobody has taken yet. */
  int streams() {
    return streams.size();
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
    final AtomicInteger signs = new AtomicInteger();

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
      if (text.equals("hold")) {
        outlet.hold();
      }
      if (!text.startsWith("quiet")) {
        outlet.sendMessage(json);
      }
    }

    @Override
    public void heard() {
      signs.incrementAndGet();
    }

    @Override
    public void ending() {
      outlet.close(CloseCode.NORMAL, "");
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

  /** One stream, or one poll; a poll of the original family has an answer and no outlet. */
  static final class Stream implements LiveStream {
    final EventOutlet outlet;
    final Consumer<PollAnswer> answer;
    final Caller caller;
    final Map<String, List<String>> query;
    final String lastPlace;
    final String body;
    final AtomicInteger closings = new AtomicInteger();
    final AtomicInteger drains = new AtomicInteger();

    Stream(
        EventOutlet outlet,
        Consumer<PollAnswer> answer,
        Caller caller,
        Map<String, List<String>> query,
        String lastPlace,
        String body) {
      this.outlet = outlet;
      this.answer = answer;
      this.caller = caller;
      this.query = query;
      this.lastPlace = lastPlace;
      this.body = body;
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
