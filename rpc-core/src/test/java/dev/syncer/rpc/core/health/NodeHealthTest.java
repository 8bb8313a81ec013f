package dev.syncer.rpc.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.spi.Store;
import dev.syncer.rpc.core.Health;
import dev.syncer.rpc.core.RpcNode;
import dev.syncer.rpc.core.RpcNodeFixture;
import dev.syncer.rpc.core.RpcResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** P7 and P19: health tells of the writer, the readers and the broker, and which of them it is. */
class NodeHealthTest extends RpcNodeFixture {
  private RpcResponse probe() throws Exception {
    return node.injector
        .getInstance(Health.class)
        .probe()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  @Test
  void node_thatDoesWell_saysSoOfEachPart() throws Exception {
    RpcResponse response = probe();
    JsonNode body = RpcNode.json(response);

    assertThat(response.status()).isEqualTo(200);
    assertThat(body.get("status").asString()).isEqualTo("ok");
    assertThat(body.get("writer").asString()).isEqualTo("ok");
    assertThat(body.get("readers").asString()).isEqualTo("ok");
    assertThat(body.get("broker").asString()).isEqualTo("ok");
    assertThat(body.get("memory").asInt()).isBetween(0, 100);
  }

  @Test
  void writer_thatIsHeld_isNamed_andHealthComesBack() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Store store = node.injector.getInstance(Store.class);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () ->
                store.write(
                    transaction -> {
                      held.countDown();
                      return awaited(release);
                    }));
    held.await();
    RpcResponse failing;
    try {
      failing = probe();
    } finally {
      release.countDown();
    }
    writing.get(10, TimeUnit.SECONDS);

    assertThat(failing.status()).isEqualTo(503);
    assertThat(RpcNode.json(failing).get("status").asString()).isEqualTo("failing");
    assertThat(RpcNode.json(failing).get("writer").asString()).isNotEqualTo("ok");
    assertThat(RpcNode.json(failing).get("readers").asString()).isEqualTo("ok");
    assertThat(RpcNode.json(failing).get("broker").asString()).isEqualTo("ok");
    org.awaitility.Awaitility.await().until(() -> probe().status() == 200);
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void memory_isToldInTenths() throws Exception {
    MemoryBudget memory = node.injector.getInstance(MemoryBudget.class);

    assertThat(memory.limit()).isPositive();
    assertThat(RpcNode.json(probe()).get("memory").asInt() % 10).isZero();
  }
}
