package dev.syncer.behaviour;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.syncer.api.User;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.BrokerState;
import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.DefaultBroker;
import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.FrameKind;
import dev.syncer.core.broker.Outlet;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.WriteTransaction;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets a process die at a {@link Point}, at the n-th time that it passes there. They stand around
 * the store and around the outlets, and change nothing else.
 */
final class Failpoints {
  /** In so many commits a client that reads takes some of what waits for it. */
  private static final int PATIENCE = 10;

  /** Where a process dies. */
  enum Point {
    /** Anywhere: it is killed from outside, while all of its threads are at work. */
    ANYWHERE,
    /** The unit of work has done everything but return to its transaction. */
    BEFORE_COMMIT,
    /** The commit is durable, and nobody has heard of it. */
    AFTER_COMMIT,
    /** Subscribers may have the commit, and who wrote it has no answer. */
    AFTER_PUSH,
    /** A client does not read, and a part of a frame is in its socket. */
    MID_FRAME,
    /** A client has some chunks of a snapshot, and not the last. */
    MID_SNAPSHOT
  }

  private final Runnable stuck;
  private final List<FailingOutlet> outlets = new CopyOnWriteArrayList<>();
  private Point armed = Point.ANYWHERE;
  private int left;

  /**
   * @param stuck told when a thread stands at a place for ever, and waits for the kill
   */
  Failpoints(Runnable stuck) {
    this.stuck = stuck;
  }

  /** From now on the process dies at the n-th pass of a place. */
  synchronized void arm(Point point, int pass) {
    armed = point;
    left = pass;
  }

  private void pass(Point here) {
    if (!isLast(here)) {
      return;
    }
    if (here == Point.MID_SNAPSHOT) {
      stuck.run();
      standStill();
    }
    Runtime.getRuntime().halt(137);
  }

  private synchronized boolean isLast(Point here) {
    return armed == here && --left == 0;
  }

  /** What it sent before is still written by other threads. */
  private static void standStill() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Overrides the bindings of a node. */
  Module around(Module store) {
    return new AbstractModule() {
      @Override
      protected void configure() {
        Store inner = Guice.createInjector(store).getInstance(Store.class);
        bind(Store.class).toInstance(new FailingStore(inner));
      }

      @Provides
      @Singleton
      Broker broker(DefaultBroker broker) {
        return new FailingBroker(broker);
      }
    };
  }

  private final class FailingStore implements Store {
    private final Store store;

    FailingStore(Store store) {
      this.store = store;
    }

    @Override
    public StoreState open(Registry registry) {
      return store.open(registry);
    }

    @Override
    public void follow(CommitListener listener) {
      store.follow(
          commit -> {
            pass(Point.AFTER_COMMIT);
            listener.committed(commit);
            pass(Point.AFTER_PUSH);
            if (outlets.stream().anyMatch(FailingOutlet::isStuck)) {
              pass(Point.MID_FRAME);
            }
          });
    }

    @Override
    public <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
      return store.write(
          transaction -> {
            T value = work.apply(transaction);
            pass(Point.BEFORE_COMMIT);
            return value;
          });
    }

    @Override
    public <T extends @Nullable Object> T read(ReadLane lane, Function<ReadTransaction, T> work) {
      return store.read(lane, work);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private final class FailingBroker implements Broker {
    private final Broker broker;

    FailingBroker(Broker broker) {
      this.broker = broker;
    }

    @Override
    public String epoch() {
      return broker.epoch();
    }

    @Override
    public Connection connect(Outlet outlet, User user) {
      FailingOutlet failing = new FailingOutlet(outlet);
      outlets.add(failing);
      return broker.connect(failing, user);
    }

    @Override
    public String cursor(long position) {
      return broker.cursor(position);
    }

    @Override
    public OptionalLong position(String cursor) {
      return broker.position(cursor);
    }

    @Override
    public CompletionStage<Void> flushed() {
      return broker.flushed();
    }

    @Override
    public BrokerState state() {
      return broker.state();
    }
  }

  private final class FailingOutlet implements Outlet {
    private final Outlet outlet;
    private long pending;
    private int commits;

    FailingOutlet(Outlet outlet) {
      this.outlet = outlet;
    }

    /** Asked once for each commit. */
    boolean isStuck() {
      long now = outlet.pendingBytes();
      commits = now > 0 && now == pending ? commits + 1 : 0;
      pending = now;
      return commits >= PATIENCE;
    }

    @Override
    public void send(Frame frame) {
      outlet.send(frame);
      if (frame.kind() == FrameKind.SNAPSHOT && !frame.isLast()) {
        pass(Point.MID_SNAPSHOT);
      }
    }

    @Override
    public long pendingBytes() {
      return outlet.pendingBytes();
    }

    @Override
    public void close(CloseCode code, String reason) {
      outlet.close(code, reason);
    }
  }
}
