package dev.syncer.rpc.core.call;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.dependsOn;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.everyone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.Query;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.SyncerOptions;
import dev.syncer.rpc.UserException;
import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.RpcEndpoint;
import dev.syncer.rpc.core.RpcNode;
import dev.syncer.rpc.core.RpcResponse;
import dev.syncer.rpc.core.Sessions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** P12: a call that is over its time is stopped, and what it began is undone. */
class StoppedCallTest {
  private static final AtomicInteger RUNNING = new AtomicInteger();
  private static volatile CountDownLatch held = new CountDownLatch(1);

  @TempDir Path folder;
  private RpcNode node;
  private String token;

  /** A model whose code takes as long as it is let, in the way that a record says. */
  private static final class Slow implements ModelModule {
    @Override
    public void define(Models models) {
      models
          .model("s.job")
          .fields(
              text("name"),
              bool("waits"),
              integer("work").computed(dependsOn("waits"), in -> Slow.work(in.get("waits"))))
          .afterCreate(
              (unit, records) -> {
                for (int i = 0; Boolean.TRUE.equals(records.get(0).get("waits")); i++) {
                  Slow.step(String.valueOf(records.get(0).get("name")), i, unit);
                }
              })
          .access(everyone().all());
    }

    private static void step(String way, int i, UnitOfWork unit) {
      RUNNING.incrementAndGet();
      switch (way) {
        case "blocks" -> block();
        case "writes" -> unit.model("s.job").write(1, Values.of(Map.of("name", "n" + i)));
        case "looks" -> {
          if (Thread.currentThread().isInterrupted()) {
            throw new UserException("I was interrupted");
          }
        }
        default -> throw new AssertionError(way);
      }
    }

    private static Long work(Object waits) {
      if (Boolean.TRUE.equals(waits)) {
        RUNNING.incrementAndGet();
        block();
      }
      return 1L;
    }

    private static void block() {
      try {
        held.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  @BeforeEach
  void open() {
    RUNNING.set(0);
    held = new CountDownLatch(1);
    Limits limits = Limits.builder().callsAtOnce(2).callsWaiting(3).build();
    node = new RpcNode(folder, limits, SyncerOptions.defaults(), new Slow());
    token = node.login("Ana");
    node.create("s.job", Map.of("name", "first"));
  }

  @AfterEach
  void close() {
    held.countDown();
    node.close();
  }

  private CompletableFuture<RpcResponse> begin(String path, String params, String who) {
    String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"call\",\"params\":" + params + "}";
    return node.injector
        .getInstance(RpcEndpoint.class)
        .post(path, body.getBytes(StandardCharsets.UTF_8), new Caller(who, RpcNode.ADDRESS))
        .toCompletableFuture();
  }

  /** A call that stands in its queue when this comes back. */
  private CompletableFuture<Outcome> waits(String who) {
    return node.injector
        .getInstance(Dispatcher.class)
        .call(
            new Dispatcher.Invocation(
                "/t/wait",
                Map.of(),
                new Caller(who, RpcNode.ADDRESS),
                true,
                RpcFault.Kind.NOT_FOUND))
        .toCompletableFuture();
  }

  private static String failure(CompletableFuture<Outcome> call) {
    return String.valueOf(call.join().failure());
  }

  private CompletableFuture<RpcResponse> create(String way) {
    return begin(
        "/web/dataset/call_kw/s.job/create",
        "{\"args\":[{\"name\":\"" + way + "\",\"waits\":true}],\"kwargs\":{}}",
        token);
  }

  private long count() {
    return node.database().read(User.SYSTEM, unit -> unit.model("s.job").count(Query.all()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocks", "writes"})
  void write_overItsTime_isStoppedAndUndone_andTheNextOneGoesOn(String way) {
    CompletableFuture<RpcResponse> answer = create(way);
    await().until(() -> RUNNING.get() > 0);

    node.timer.advance(Duration.ofSeconds(30));

    JsonNode error = RpcNode.json(answer.join()).get("error");
    assertThat(error.at("/data/name").asString()).isEqualTo("dev.syncer.rpc.TimeOverException");
    assertThat(error.at("/data/message").asString())
        .isEqualTo("the call took longer than 30 s and was stopped. Nothing was written.");
    assertThat(count()).isEqualTo(1);
    node.create("s.job", Map.of("name", "next")); // the writer is free
    assertThat(count()).isEqualTo(2);
  }

  /** Code that never blocks hears of the end where it looks for it. */
  @Test
  void write_thatLooksWhetherItIsInterrupted_isUndone() {
    CompletableFuture<RpcResponse> answer = create("looks");
    await().until(() -> RUNNING.get() > 0);

    node.timer.advance(Duration.ofSeconds(30));

    assertThat(RpcNode.json(answer.join()).has("error")).isTrue();
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void read_overItsTime_isStopped_andItsThreadIsNotInterruptedAnyMore() {
    long id = node.create("s.job", Map.of("name", "x"));
    node.database()
        .write(User.SYSTEM, unit -> unit.model("s.job").write(id, Values.of(Map.of("name", "y"))));
    CompletableFuture<RpcResponse> answer = begin("/t/wait", "{}", token);
    await().until(() -> node.controller.calls.get() == 1);

    node.timer.advance(Duration.ofSeconds(30));

    assertThat(RpcNode.json(answer.join()).at("/error/data/message").asString())
        .contains("was stopped. Nothing was written.");
    for (int i = 0; i < 20; i++) {
      assertThat(RpcNode.json(node.call("/t/user", "{}", token)).has("result")).isTrue();
    }
  }

  @Test
  void callsOfOneUser_waitForEachOther_andOthersGoOn() {
    List<CompletableFuture<Outcome>> slow = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      slow.add(waits(token));
    }
    await().until(() -> node.controller.calls.get() == 2);
    RpcResponse sixth = begin("/t/wait", "{}", token).join();
    String other = node.login("Bert");

    JsonNode others = RpcNode.json(node.call("/t/user", "{}", other));
    String body = "{\"uid\":1,\"password\":\"right\"}";
    JsonNode login = RpcNode.json(node.call("/web/session/authenticate", body, null));
    JsonNode info = RpcNode.json(node.call("/web/session/get_session_info", "{}", token));

    assertThat(others.has("result")).isTrue();
    assertThat(login.has("result")).as("%s", login).isTrue();
    assertThat(info.has("result")).isTrue();
    assertThat(RpcNode.json(sixth).at("/error/code").asInt()).isEqualTo(429);
    assertThat(sixth.status()).isEqualTo(200);
    assertThat(sixth.isForLater()).isTrue();
    assertThat(node.call("/t/user", "{}", other).isForLater()).isFalse();
    assertThat(node.controller.calls).hasValue(2);
    node.controller.latch.countDown();
    assertThat(slow).allSatisfy(each -> assertThat(each.join().result()).isEqualTo("waited"));
  }

  /** More sessions are not more turns. */
  @Test
  void callsOfOneUser_throughManySessions_areCountedTogether() {
    Sessions sessions = node.injector.getInstance(Sessions.class);
    long user = sessions.user(token).orElseThrow().id();
    for (int i = 0; i < 5; i++) {
      waits(sessions.begin(user));
    }

    RpcResponse sixth = begin("/t/wait", "{}", sessions.begin(user)).join();

    assertThat(RpcNode.json(sixth).at("/error/code").asInt()).isEqualTo(429);
  }

  /** What has not begun is answered in its time, too, and never begins. */
  @Test
  void callThatWaitsForItsTurn_overItsTime_neverRuns() {
    List<CompletableFuture<Outcome>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(waits(token));
    }
    await().until(() -> node.controller.calls.get() == 2);

    node.timer.advance(Duration.ofSeconds(30));

    assertThat(calls).allSatisfy(each -> assertThat(failure(each)).contains("longer than 30 s"));
    assertThat(failure(calls.get(2))).contains("while it waited for others");
    assertThat(RpcNode.json(node.call("/t/user", "{}", token)).has("result")).isTrue();
    assertThat(node.controller.calls).hasValue(2);
  }
}
