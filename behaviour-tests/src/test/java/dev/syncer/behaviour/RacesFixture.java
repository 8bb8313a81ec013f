package dev.syncer.behaviour;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Module;
import com.google.inject.Provider;
import com.google.inject.util.Modules;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Query;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.log.Retention;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.Store;
import dev.syncer.core.suite.HeldStore;
import dev.syncer.core.suite.ShapesFixture;
import dev.syncer.testkit.adapters.TransportFixture;
import dev.syncer.testkit.adapters.WireClient;
import dev.syncer.testkit.adapters.WireEvent;
import dev.syncer.testkit.adapters.WireFeed;
import dev.syncer.testkit.adapters.WireOrder;
import dev.syncer.testkit.base.Received;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A node whose store does what a race needs, and clients that say in short what they are told. */
public abstract class RacesFixture extends TransportFixture {
  static final String ORDERS = "race.order";

  /** How many commits stay in the log. */
  static final int KEPT = 3;

  static final String END = "the end";

  RaceFault fault = RaceFault.NONE;
  private @Nullable Front front;

  RacesFixture() {}

  /**
   * A node on a free port of the loopback address, not yet open, with default limits. Who calls
   * {@code /web/session/authenticate} with {@code uid} is the user with this id.
   *
   * @param over what the module of its store goes through
   */
  protected abstract Syncer nodeOver(
      SyncerOptions options, UnaryOperator<Module> over, ModelModule... modules);

  @Override
  protected final Syncer node(SyncerOptions options, ModelModule... modules) {
    ModelModule[] more = Arrays.copyOf(modules, modules.length + 1);
    more[modules.length] = new RacesModule(fault == RaceFault.FIELD_NOT_HIDDEN);
    return nodeOver(
        options,
        store -> {
          front = new Front(store, fault);
          return front.module();
        },
        more);
  }

  @Override
  protected SyncerOptions.Builder options() {
    return super.options().snapshotChunk(5);
  }

  /** The same node with a log that holds {@link #KEPT} commits, once it is pruned. */
  final void restartWithAShortLog() {
    int kept =
        switch (fault) {
          case TRIMS_TOO_MUCH -> KEPT - 1;
          case TRIMS_TOO_LITTLE -> KEPT + 1;
          default -> KEPT;
        };
    restart(options().retentionCount(kept).build());
  }

  /** What stands in front of the store, and what is behind it. */
  private static final class Front extends AbstractModule {
    final Module inner;
    final MomentStore moments;
    final HeldStore held;
    @Nullable Provider<Broker> broker;
    @Nullable Provider<Retention> retention;
    @Nullable Provider<Registry> registry;

    Front(Module inner, RaceFault fault) {
      this.inner = inner;
      Store store = Guice.createInjector(inner).getInstance(Store.class);
      this.moments = new MomentStore(store, fault == RaceFault.TELLS_BEFORE_COMMIT);
      this.held = new HeldStore(moments, fault::told);
    }

    Module module() {
      return Modules.override(inner).with(this);
    }

    @Override
    protected void configure() {
      bind(Store.class).toInstance(held);
      broker = getProvider(Broker.class);
      retention = getProvider(Retention.class);
      registry = getProvider(Registry.class);
    }
  }

  private Front front() {
    return Objects.requireNonNull(front);
  }

  final MomentStore moments() {
    return front().moments;
  }

  final HeldStore held() {
    return front().held;
  }

  final Broker broker() {
    return Objects.requireNonNull(front().broker).get();
  }

  /** Takes out of the log what is too much. */
  final void prune() {
    Objects.requireNonNull(front().retention).get().prune();
  }

  /** All records of a model, from a cursor on. */
  final SubscribeRequest request(String model, @Nullable String cursor, boolean snapshot) {
    Registry registry = Objects.requireNonNull(front().registry).get();
    return new SubscribeRequest(registry.model(model).orElseThrow(), cursor, snapshot);
  }

  /** Params of {@code syncer.subscribe} to the orders, with more of them. */
  static Map<String, Object> orders(Object... namesAndValues) {
    Map<String, Object> params = new LinkedHashMap<>(Map.of("channel", "demo:" + ORDERS));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      params.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return params;
  }

  final WireOrder ana(Map<String, Object> wanted) {
    return WireOrder.of(server, WireClient.login(server, ANA), List.of(wanted));
  }

  /** Creates an order of a team as the system; its id. */
  final long create(String name, long team) {
    return system(
        unit ->
            unit.model(ORDERS)
                .create(Values.values().with("name", name).with("team", team).with("margin", 5)));
  }

  final void write(long id, String field, Object value) {
    system(
        unit -> {
          unit.model(ORDERS).write(id, Values.values().with(field, value));
          return true;
        });
  }

  final void unlink(long id) {
    system(
        unit -> {
          unit.model(ORDERS).unlink(id);
          return true;
        });
  }

  /** What a connection is told of all commits up to now, in short. */
  final List<String> told(WireFeed feed) {
    create(END, 1);
    return toldSoFar(feed);
  }

  /** What a connection is told up to the end that {@link #told} of another one has marked. */
  static List<String> toldSoFar(WireFeed feed) {
    List<String> told = new ArrayList<>();
    while (!told.contains("create " + END) && !told.contains("has \"" + END + "\"")) {
      WireEvent event = feed.next();
      if (event.kind().equals("close")) {
        throw new AssertionError("the connection has ended: " + event.params() + " after " + told);
      }
      told.addAll(ShapesFixture.brief(new Received(event.kind(), event.params())));
    }
    return told.subList(0, told.size() - 1);
  }

  /** The versions of all orders by id, as a client should have them. */
  final Map<Long, Long> fresh() {
    return system(
        unit -> {
          Map<Long, Long> versions = new TreeMap<>();
          unit.model(ORDERS)
              .searchRead(Query.all())
              .forEach(record -> versions.put(record.id(), record.version()));
          return versions;
        });
  }
}
