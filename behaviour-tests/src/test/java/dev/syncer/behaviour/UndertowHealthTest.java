package dev.syncer.behaviour;

import static dev.syncer.api.Group.group;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.inject.Injector;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.Store;
import dev.syncer.core.suite.RecordingOutlet;
import dev.syncer.rpc.core.Limits;
import dev.syncer.testkit.adapters.WireResponse;
import dev.syncer.testkit.adapters.WireSocket;
import dev.syncer.testkit.base.TestModule;
import dev.syncer.transport.undertow.HttpOptions;
import dev.syncer.transport.undertow.suite.UndertowNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** P7, P19: what those who watch a node see over HTTP while a part of it is held. */
class UndertowHealthTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int READERS_OF_CALLS = 8;

  @TempDir Path folder;
  private final ExecutorService holders = Executors.newCachedThreadPool();
  private final CountDownLatch release = new CountDownLatch(1);
  private Injector injector;
  private Syncer syncer;

  @BeforeEach
  void start() {
    HttpOptions http = HttpOptions.builder().port(0).build();
    injector =
        UndertowNode.builder(
                folder,
                UnaryOperator.identity(),
                SyncerOptions.defaults(),
                Limits.defaults(),
                http,
                new TestModule(group("user")))
            .injector();
    syncer = injector.getInstance(Syncer.class).start();
    syncer
        .database()
        .write(
            User.SYSTEM,
            unit -> unit.model("test.user").create(Values.values().with("name", "Ana")));
  }

  @AfterEach
  void end() {
    release.countDown();
    holders.shutdown();
    syncer.close();
  }

  /** What stands until it is let go. */
  private enum Part {
    WRITER {
      @Override
      void hold(Injector node, Runnable standing) {
        node.getInstance(Store.class).write(transaction -> stood(standing));
      }
    },
    READERS {
      @Override
      void hold(Injector node, Runnable standing) {
        node.getInstance(Store.class).read(ReadLane.PROBE, transaction -> stood(standing));
      }
    },
    BROKER {
      @Override
      void hold(Injector node, Runnable standing) {
        SubscribeRequest stages =
            new SubscribeRequest(
                node.getInstance(Registry.class).model("test.stage").orElseThrow(), null, false);
        node.getInstance(Broker.class)
            .connect(new RecordingOutlet(), User.SYSTEM)
            .subscribe(List.of(stages), answers -> standing.run());
      }
    };

    /** Lets the part do something that stands. */
    abstract void hold(Injector node, Runnable standing);

    String nameInHealth() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    private static boolean stood(Runnable standing) {
      standing.run();
      return true;
    }
  }

  private void hold(int times, java.util.function.Consumer<Runnable> what) throws Exception {
    CountDownLatch held = new CountDownLatch(times);
    Runnable standing =
        () -> {
          held.countDown();
          try {
            release.await(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    for (int i = 0; i < times; i++) {
      holders.execute(() -> what.accept(standing));
    }
    assertThat(held.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private WireResponse health() {
    try (WireSocket socket = WireSocket.connect(syncer.address())) {
      return socket.patient().request("GET /syncer/health", "Connection: close").response();
    }
  }

  private static JsonNode json(WireResponse response) {
    return JsonMapper.shared().readTree(response.body());
  }

  @ParameterizedTest
  @EnumSource(Part.class)
  void part_thatIsHeld_isNamed_andHealthComesBack(Part part) throws Exception {
    assertThat(health().status()).isEqualTo(200);

    hold(1, standing -> part.hold(injector, standing));
    WireResponse failing = health();
    release.countDown();

    assertThat(failing.status()).isEqualTo(503);
    JsonNode body = json(failing);
    assertThat(body.get("status").asString()).isEqualTo("failing");
    assertThat(body.get(part.nameInHealth()).asString()).isNotEqualTo("ok");
    for (Part other : Part.values()) {
      if (other != part) {
        assertThat(body.get(other.nameInHealth()).asString()).isEqualTo("ok");
      }
    }
    await().atMost(PATIENCE).until(() -> health().status() == 200);
  }

  /** Calls that take their time are no trouble of the node: who asks has a connection apart. */
  @Test
  void readersOfCalls_thatAreAllHeld_areNoTrouble() throws Exception {
    Store store = injector.getInstance(Store.class);

    hold(
        READERS_OF_CALLS,
        standing -> store.read(ReadLane.CALLS, transaction -> Part.stood(standing)));
    WireResponse well = health();

    assertThat(well.status()).isEqualTo(200);
  }
}
