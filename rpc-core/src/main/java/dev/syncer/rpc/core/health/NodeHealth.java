package dev.syncer.rpc.core.health;

import dev.syncer.core.broker.Broker;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryUse;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreHealth;
import dev.syncer.core.spi.StoreHealth.Part;
import dev.syncer.core.thread.DaemonThreads;
import dev.syncer.rpc.core.Health;
import dev.syncer.rpc.core.RpcResponse;
import dev.syncer.rpc.core.RpcResponse.SessionChange;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the writer, the readers and the broker, each for a sign within a second. Whoever asks
 * meanwhile shares the answer, and no probe begins while the one before it has not come back: what
 * does not answer is not made worse by those who ask.
 */
final class NodeHealth implements Health {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** The store asks its parts one after the other. */
  private static final Duration PATIENCE_WITH_STORE = PATIENCE.multipliedBy(2).plusMillis(500);

  private static final String WELL = "ok";
  private static final String MUTE = "no answer to a probe";

  private final Store store;
  private final Broker broker;
  private final MemoryBudget memory;
  private final ExecutorService thread;
  private CompletableFuture<StoreHealth> ofStore = CompletableFuture.completedFuture(nothing());
  private CompletableFuture<Void> ofBroker = CompletableFuture.completedFuture(null);
  private CompletableFuture<RpcResponse> answer = CompletableFuture.completedFuture(null);

  @Inject
  NodeHealth(Store store, Broker broker, MemoryBudget memory, DaemonThreads daemons) {
    this.store = store;
    this.broker = broker;
    this.memory = memory;
    this.thread = thread(daemons);
  }

  private static StoreHealth nothing() {
    return new StoreHealth(java.util.List.of());
  }

  /** Of its own: what holds up everything else must not hold up who tells of it. */
  private static ExecutorService thread(DaemonThreads daemons) {
    return new ThreadPoolExecutor(
        0, 1, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons.named("syncer-health"));
  }

  @Override
  public synchronized CompletionStage<RpcResponse> probe() {
    if (!answer.isDone()) {
      return answer;
    }
    if (ofStore.isDone()) {
      ofStore = asked();
    }
    if (ofBroker.isDone()) {
      ofBroker = broker.flushed().toCompletableFuture();
    }
    // Copies: a time that is over must not end the probe itself.
    CompletableFuture<String> brokerSays =
        ofBroker
            .handle((flushed, failure) -> failure == null ? WELL : MUTE)
            .completeOnTimeout(MUTE, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Map<Part, String>> storeSays =
        ofStore
            .handle((health, failure) -> failure == null ? told(health) : mute())
            .completeOnTimeout(mute(), PATIENCE_WITH_STORE.toMillis(), TimeUnit.MILLISECONDS);
    answer = storeSays.thenCombine(brokerSays, this::response);
    return answer;
  }

  private CompletableFuture<StoreHealth> asked() {
    try {
      return CompletableFuture.supplyAsync(() -> store.health(PATIENCE), thread);
    } catch (java.util.concurrent.RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e); // the thread is about to come back
    }
  }

  private static Map<Part, String> told(StoreHealth health) {
    Map<Part, String> parts = all(WELL);
    health.troubles().forEach(trouble -> parts.put(trouble.part(), trouble.what()));
    return parts;
  }

  private static Map<Part, String> mute() {
    return all(MUTE);
  }

  private static Map<Part, String> all(String word) {
    Map<Part, String> parts = new LinkedHashMap<>();
    for (Part part : Part.values()) {
      parts.put(part, word);
    }
    return parts;
  }

  private RpcResponse response(Map<Part, String> ofStore, String ofBroker) {
    Map<String, Object> parts = new LinkedHashMap<>();
    ofStore.forEach((part, word) -> parts.put(part.name().toLowerCase(Locale.ROOT), word));
    parts.put("broker", ofBroker);
    boolean isWell = parts.values().stream().allMatch(WELL::equals);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", isWell ? WELL : "failing");
    body.putAll(parts);
    body.put("memory", tenths(memory.use()) * 10);
    return new RpcResponse(
        isWell ? 200 : 503,
        JsonMapper.shared().writeValueAsBytes(body),
        null,
        SessionChange.UNCHANGED,
        null);
  }

  /** Coarse: whoever may ask must not learn from it what happens to records. */
  private static long tenths(MemoryUse use) {
    return Math.min(10, use.used() * 10 / Math.max(1, use.limit()));
  }
}
