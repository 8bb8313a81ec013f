package dev.syncer.benchmarks.stopped;

import com.google.inject.Injector;
import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Frame;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.EventOutlet;
import dev.syncer.rpc.core.LiveOutlet;
import dev.syncer.rpc.core.LiveSession;
import dev.syncer.rpc.core.LiveSessions;
import dev.syncer.rpc.core.LiveStream;
import dev.syncer.rpc.core.PollAnswer;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a node, and beside them how many bytes wait for their peers: looked at after each
 * frame, so that no moment is missed. Bound in place of {@link LiveSessions}.
 */
final class WatchedSessions implements LiveSessions {
  private final Injector injector;
  private final LongAccumulator most = new LongAccumulator(Math::max, 0);

  /** All that were ever opened: what waits for one that has ended is nothing. */
  private final Queue<LiveOutlet> outlets = new ConcurrentLinkedQueue<>();

  private @Nullable LiveSessions inner;

  @Inject
  WatchedSessions(Injector injector) {
    this.injector = injector;
  }

  /** What waits for all WebSockets together, in bytes. */
  long waiting() {
    return outlets.stream().mapToLong(LiveOutlet::pendingBytes).sum();
  }

  /** The most that has waited for any one of them so far, in bytes. */
  long most() {
    return most.get();
  }

  /** What would be bound to {@link LiveSessions} without this. */
  private synchronized LiveSessions inner() {
    if (inner == null) {
      inner =
          injector.getAllBindings().values().stream()
              .filter(binding -> isInner(binding.getKey().getTypeLiteral().getRawType()))
              .map(binding -> (LiveSessions) binding.getProvider().get())
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no module binds sessions"));
    }
    return inner;
  }

  private static boolean isInner(Class<?> type) {
    return LiveSessions.class.isAssignableFrom(type)
        && type != LiveSessions.class
        && type != WatchedSessions.class;
  }

  @Override
  public LiveSession open(LiveOutlet outlet, Caller caller) {
    outlets.add(outlet);
    return inner().open(new Watched(outlet), caller);
  }

  @Override
  public LiveStream events(
      EventOutlet outlet,
      Caller caller,
      Map<String, List<String>> query,
      @Nullable String lastPlace) {
    return inner().events(outlet, caller, query, lastPlace);
  }

  @Override
  public LiveStream poll(EventOutlet outlet, Caller caller, byte[] body) {
    return inner().poll(outlet, caller, body);
  }

  @Override
  public LiveStream poll(byte[] body, Caller caller, Consumer<PollAnswer> answer) {
    return inner().poll(body, caller, answer);
  }

  @Override
  public int count() {
    return inner().count();
  }

  @Override
  public void stop(Duration grace) {
    inner().stop(grace);
  }

  private final class Watched implements LiveOutlet {
    private final LiveOutlet outlet;

    Watched(LiveOutlet outlet) {
      this.outlet = outlet;
    }

    @Override
    public void send(Frame frame) {
      outlet.send(frame);
      most.accumulate(outlet.pendingBytes());
    }

    @Override
    public void sendMessage(byte[] json) {
      outlet.sendMessage(json);
      most.accumulate(outlet.pendingBytes());
    }

    @Override
    public long pendingBytes() {
      return outlet.pendingBytes();
    }

    @Override
    public void close(CloseCode code, String reason) {
      outlet.close(code, reason);
    }

    @Override
    public void ping() {
      outlet.ping();
    }

    @Override
    public void hold() {
      outlet.hold();
    }

    @Override
    public void readOn() {
      outlet.readOn();
    }
  }
}
