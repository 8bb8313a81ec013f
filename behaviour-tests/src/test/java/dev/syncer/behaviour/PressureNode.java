package dev.syncer.behaviour;

import static dev.syncer.api.Group.group;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Module;
import com.google.inject.Provider;
import com.google.inject.util.Modules;
import dev.syncer.api.ModelModule;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import dev.syncer.testkit.base.TestModule;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A node of this process, with a fault in front of its store, and with users. */
final class PressureNode implements AutoCloseable {
  private static final int USERS = 20;
  private static final long FAR = 1_000;

  private final Front front;
  private final PressureBounds bounds;
  private final Syncer syncer;

  /** How the contract makes a node, given what its store goes through and what it allows. */
  interface Maker extends BiFunction<UnaryOperator<Module>, PressureBounds, Syncer> {}

  /**
   * @param sound what it allows, but for the fault
   */
  PressureNode(PressureFault fault, PressureBounds sound, Maker maker) {
    front = new Front(fault);
    bounds = fault.over(sound);
    syncer = maker.apply(front::over, bounds).open();
    syncer
        .database()
        .write(
            User.SYSTEM,
            unit -> {
              KillModule.fill(unit);
              for (int i = 2; i < USERS; i++) {
                unit.model("test.user").create(Values.values().with("name", "user " + i));
              }
            });
    syncer.start();
  }

  static ModelModule[] models() {
    return new ModelModule[] {
      new TestModule(group("user")), new KillModule(), new PressureModule()
    };
  }

  Syncer syncer() {
    return syncer;
  }

  PressureBounds bounds() {
    return bounds;
  }

  URI address() {
    return syncer.address();
  }

  /** Whether the fault is in somebody's way by now. */
  boolean hasStruck() {
    return front.hasStruck.get();
  }

  /** What the database says that happened. */
  List<KillCommit> log() {
    return KilledNode.log(front.store());
  }

  /** A cursor past the end of the log. */
  String cursorAhead() {
    long head = front.store().<Long>read(ReadLane.PROBE, ReadTransaction::head);
    return front.broker().cursor(head + FAR);
  }

  @Override
  public void close() {
    syncer.close();
  }

  /** What stands in front of the store, and a way to what is behind. */
  private static final class Front extends AbstractModule {
    private final PressureFault fault;
    private final AtomicBoolean hasStruck = new AtomicBoolean();
    private @Nullable Store store;
    private @Nullable Provider<Broker> broker;

    Front(PressureFault fault) {
      this.fault = fault;
    }

    Module over(Module inner) {
      store = Guice.createInjector(inner).getInstance(Store.class);
      return Modules.override(inner).with(this);
    }

    Store store() {
      return Objects.requireNonNull(store);
    }

    Broker broker() {
      return Objects.requireNonNull(broker).get();
    }

    @Override
    protected void configure() {
      bind(Store.class).toInstance(fault.over(store(), hasStruck));
      broker = getProvider(Broker.class);
    }
  }
}
