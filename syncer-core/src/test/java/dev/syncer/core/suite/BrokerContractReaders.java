package dev.syncer.core.suite;

import static dev.syncer.api.Values.values;
import static dev.syncer.testkit.base.TestModule.NAME;
import static dev.syncer.testkit.base.TestModule.STAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.inject.Injector;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.core.Syncer;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.Outlet;
import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Readers that lag, fail, leave or come late, under load. */
abstract class BrokerContractReaders extends BrokerContractSnapshots {
  @Test
  void reader_thatStops_isServedFromTheLogWhenItReadsAgain() {
    Client slow = new Client();
    Client quick = new Client();
    subscribe(slow.connection, request("test.task", null, false));
    subscribe(quick.connection, request("test.task", null, false));

    slow.outlet.stopReading();
    for (int i = 0; i < 1_500; i++) {
      create("task " + i);
    }
    flush();
    long held = slow.outlet.pendingBytes();
    int received = slow.outlet.notifications().size();
    slow.outlet.readAgain();
    slow.connection.drained();

    await().until(() -> slow.outlet.notifications().size() == 1_500);
    assertThat(held).isLessThan(64 * 1024 + 4096);
    assertThat(received).isLessThan(500);
    assertThat(quick.outlet.notifications()).hasSize(1_500);
    assertThat(slow.replica.faults()).isEmpty();
    assertThat(slow.outlet.notifications()).isEqualTo(quick.outlet.notifications());
  }

  /**
   * An outlet tells that it has drained on a thread of its own. Once, one that did so while its
   * connection went live began a pass for a live connection, which sent again what had been sent.
   */
  @Test
  void outlet_thatDrainsWhileItsConnectionGoesLive_getsNothingTwice() throws Exception {
    SlowLook outlet = new SlowLook();
    Connection connection = get(Broker.class).connect(outlet, User.SYSTEM);
    subscribe(connection, request("test.task", null, false));
    outlet.inner.stopReading();
    for (int i = 0; i < 200; i++) {
      create("task " + i);
    }
    flush();
    outlet.inner.readAgain();
    Thread drainer = new Thread(connection::drained);
    outlet.slow = drainer;
    drainer.start();
    outlet.isLooking.await();

    connection.drained();
    await().until(() -> !outlet.inner.received("heartbeat").isEmpty());
    create("live");
    flush();
    outlet.mayGoOn.countDown();
    drainer.join();
    for (int i = 0; i < 4; i++) { // what the drainer may have begun comes before these
      Client late = new Client();
      subscribe(late.connection, request("test.task", null, true));
      late.awaitCaughtUp();
    }
    flush();

    assertThat(outlet.inner.notifications()).doesNotHaveDuplicates().hasSize(201);
  }

  /** An outlet that one thread looks at for a long time. */
  private static final class SlowLook implements Outlet {
    final RecordingOutlet inner = new RecordingOutlet();
    final CountDownLatch isLooking = new CountDownLatch(1);
    final CountDownLatch mayGoOn = new CountDownLatch(1);
    volatile @Nullable Thread slow;

    @Override
    public void send(Frame frame) {
      inner.send(frame);
    }

    @Override
    public long pendingBytes() {
      long pending = inner.pendingBytes();
      if (Thread.currentThread() == slow) {
        isLooking.countDown();
        try {
          mayGoOn.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return pending;
    }

    @Override
    public void close(CloseCode code, String reason) {
      inner.close(code, reason);
    }
  }

  /** Those who had the subscription before miss nothing because somebody else subscribes too. */
  @Test
  void subscription_toTheSameShapeWhileItCatchesUp_losesNothingOfTheFirst() {
    Client client = new Client();
    subscribe(client.connection, request("test.task", null, false));
    client.outlet.stopReading();
    for (int i = 0; i < 200; i++) {
      create("task " + i);
    }
    flush();
    String head = get(Broker.class).cursor(headPosition());

    subscribe(client.connection, request("test.task", null, false));
    subscribe(client.connection, request("test.task", head, false));
    client.outlet.readAgain();
    client.connection.drained();

    await().until(() -> client.outlet.notifications().size() == 200);
    assertThat(client.replica.faults()).isEmpty();
  }

  /** As after a restart: nothing is in memory yet, and all want the same commits. */
  @Test
  void manyThatComeBackAtOnce_readTheLogTogether() {
    int commits = 300;
    for (int i = 0; i < commits; i++) {
      create("task " + i);
    }
    close();
    Injector counted =
        Syncer.builder()
            .models(models())
            .install(CountingStore.before(store(directory)))
            .injector();
    List<RecordingOutlet> outlets = new ArrayList<>();
    try (Syncer syncer = counted.getInstance(Syncer.class).open()) {
      Broker broker = counted.getInstance(Broker.class);
      long head = counted.getInstance(Store.class).read(ReadTransaction::head);
      Model tasks = counted.getInstance(Registry.class).model("test.task").orElseThrow();
      String cursor = broker.cursor(head - commits);

      for (int i = 0; i < 60; i++) {
        RecordingOutlet outlet = new RecordingOutlet();
        outlets.add(outlet);
        subscribe(broker.connect(outlet, ANA), new SubscribeRequest(tasks, cursor, false));
      }
      await().until(() -> outlets.stream().allMatch(o -> o.notifications().size() >= commits));

      assertThat(outlets).allMatch(outlet -> outlet.notifications().size() == commits);
      assertThat(counted.getInstance(CountingStore.class).logReads()).isLessThan(10);
    }
    open();
  }

  @Test
  void outlet_thatThrows_costsTheOthersNothing() {
    RecordingOutlet broken =
        new RecordingOutlet(
            frame -> {
              throw new IllegalStateException("a broken transport");
            });
    subscribe(get(Broker.class).connect(broken, User.SYSTEM), request("test.task", null, false));
    Client healthy = new Client();
    subscribe(healthy.connection, request("test.task", null, false));

    create("one");
    create("two");
    flush();

    assertThat(healthy.outlet.notifications()).hasSize(2);
  }

  @Test
  void unsubscribe_ofAShape_endsItsChangesOnly() {
    Client client = new Client();
    List<SubscribeAnswer> answers =
        subscribe(
            client.connection,
            request("test.task", null, false),
            request("test.stage", null, false));

    boolean wasThere = client.connection.unsubscribe(answers.get(0).subscription());
    create("unseen");
    database().write(ANA, u -> u.model("test.stage").create(values().with(NAME, "seen")));
    flush();

    assertThat(wasThere).isTrue();
    assertThat(client.connection.unsubscribe("s99")).isFalse();
    assertThat(client.outlet.notifications()).hasSize(1);
  }

  /** Writers, readers that come late, lag and go: at rest each equals a fresh read. */
  @Test
  void clients_underLoad_equalAFreshRead() throws Exception {
    long seed = Long.getLong("syncer.seed", System.nanoTime());
    System.out.println("BrokerContract seed " + seed + " (repeat with -Dsyncer.seed=" + seed + ")");
    List<Client> clients = new ArrayList<>();
    ExecutorService writers = Executors.newFixedThreadPool(3);
    List<Future<?>> writing = new ArrayList<>();
    for (int w = 0; w < 3; w++) {
      Random random = new Random(seed + w);
      writing.add(writers.submit(() -> writeRandomly(random, 150)));
    }

    Random random = new Random(seed + 100);
    while (writing.stream().anyMatch(f -> !f.isDone())) {
      if (clients.size() < 20) {
        Client client = new Client();
        client.connection.subscribe(
            List.of(request("test.task", null, true), request("test.stage", null, true)),
            answers -> {});
        clients.add(client);
      }
      Client one = clients.get(random.nextInt(clients.size()));
      if (random.nextBoolean()) {
        one.outlet.stopReading();
      } else {
        one.outlet.readAgain();
        one.connection.drained();
      }
      Thread.onSpinWait();
    }
    for (Future<?> each : writing) {
      each.get();
    }
    writers.shutdown();
    for (Client client : clients) {
      client.outlet.readAgain();
      client.connection.drained();
    }
    flush();

    String head = get(Broker.class).cursor(headPosition());
    Map<Long, String> tasks = withoutNames(fresh("test.task"));
    for (Client client : clients) {
      await()
          .untilAsserted(
              () -> {
                client.connection.heartbeat();
                flush();
                assertThat(client.replica.cursor()).isEqualTo(head);
              });
      String id = taskSubscription(client);
      assertThat(client.replica.faults()).isEmpty();
      assertThat(withoutNames(client.replica.view(id))).isEqualTo(tasks);
    }
  }

  private static String taskSubscription(Client client) {
    return client.outlet.received("snapshot").get(0).get("subscription").stringValue();
  }

  private void writeRandomly(Random random, int units) {
    for (int i = 0; i < units; i++) {
      try {
        database().write(ANA, unit -> randomWork(random, unit));
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("on purpose");
      }
    }
  }

  private static void randomWork(Random random, UnitOfWork unit) {
    Records tasks = unit.model("test.task");
    Records stages = unit.model("test.stage");
    int steps = 1 + random.nextInt(4);
    for (int i = 0; i < steps; i++) {
      List<Long> ids = tasks.search(Query.all());
      int what = random.nextInt(10);
      if (ids.isEmpty() || what < 4) {
        tasks.create(values().with(NAME, "task " + random.nextInt(1000)));
      } else if (what < 8) {
        tasks.write(
            ids.get(random.nextInt(ids.size())),
            values().with("sequence", random.nextInt(3)).with("done", random.nextBoolean()));
      } else if (what < 9) {
        tasks.unlink(ids.get(random.nextInt(ids.size())));
      } else {
        long stage = stages.create(values().with(NAME, "stage " + random.nextInt(100)));
        tasks.write(ids.get(random.nextInt(ids.size())), values().with(STAGE, Ref.to(stage)));
      }
    }
    if (random.nextInt(10) == 0) {
      throw new IllegalStateException("on purpose");
    }
  }
}
